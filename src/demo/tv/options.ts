import { parseArgs } from 'node:util';

export type Language = 'zh' | 'en';

export interface TvOptions {
  /** Where the broker is: its issuer. */
  readonly broker: URL;
  /** Whether to be told what happens rather than to ask. */
  readonly events: boolean;
  /** What the terminal writes on, where colours cannot say. */
  readonly background: 'dark' | 'light';
  readonly language: Language;
}

/** What was asked for on the command line, or what is wrong with it. */
export type Asked =
  | { readonly kind: 'run'; readonly options: TvOptions }
  | { readonly kind: 'help'; readonly language: Language }
  | { readonly kind: 'mistake'; readonly language: Language; readonly word: string };

/** Where `npm start` puts the demo. */
const DEMO = 'http://localhost:3000';

/** @param systemLanguage BCP 47: what the person's system speaks */
export function readOptions(args: readonly string[], systemLanguage: string): Asked {
  const system: Language = systemLanguage.startsWith('zh') ? 'zh' : 'en';
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        broker: { type: 'string', default: DEMO },
        events: { type: 'boolean', default: false },
        background: { type: 'string', default: 'dark' },
        lang: { type: 'string', default: system },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    return { kind: 'mistake', language: system, word: error instanceof Error ? error.message : String(error) };
  }
  const { broker, events, background, lang, help } = values;
  if (lang !== 'zh' && lang !== 'en') return { kind: 'mistake', language: system, word: '--lang zh|en' };
  if (help) return { kind: 'help', language: lang };
  if (background !== 'dark' && background !== 'light') {
    return { kind: 'mistake', language: lang, word: '--background dark|light' };
  }
  if (!/^https?:/.test(broker) || !URL.canParse(broker)) {
    return { kind: 'mistake', language: lang, word: `--broker ${DEMO}` };
  }
  return { kind: 'run', options: { broker: new URL(broker), events, background, language: lang } };
}
