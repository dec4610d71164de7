import type { PortalSummary } from '@saoma/protocol';
import { element } from './screen.js';
import { inLanguage, texts } from './texts.js';

/** A line of a list of facts; what is not known is told as that. */
export function fact(term: string, value: string | undefined): readonly HTMLElement[] {
  return [element('dt', {}, term), element('dd', {}, value === undefined || value === '' ? texts.unknown : value)];
}

/**
 * A site by its picture, name and address, as the broker knows it and nobody else has a say.
 * @param name takes the site's name
 * @param label says what the site is here
 */
export function portalOf({ names, domain, logo }: PortalSummary, name: HTMLElement, label?: string): HTMLElement {
  name.textContent = inLanguage(names);
  return element(
    'div',
    { class: 'asker' },
    logo === undefined ? undefined : element('img', { src: logo, alt: '', width: '44', height: '44' }),
    label === undefined ? undefined : element('p', {}, label),
    name,
    element('span', { class: 'domain' }, domain),
  );
}
