import { createHash } from 'node:crypto';
import type { LocalizedText } from '@saoma/protocol';

/** What goes into `lang` attributes (BCP 47). */
export const LANGUAGE_TAGS: Readonly<Record<keyof LocalizedText, string>> = { zh: 'zh-CN', en: 'en' };

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in markup and in quoted attributes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** How a content security policy names something inline (CSP Level 3 §2.3.1). */
export function inlineSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
