import type { SignedInDesktop, SignOutReason } from '@saoma/protocol';
import { desktopTexts as words } from './desktops.texts.js';
import { fact, portalOf } from './facts.js';
import { button, element, show } from './screen.js';
import { inLanguage, texts } from './texts.js';

/** What the person does on the list. */
export type DesktopWish =
  | { readonly kind: 'back' | 'refresh' | 'sign_out_all' }
  | { readonly kind: 'sign_out'; readonly desktop: SignedInDesktop; readonly reason: SignOutReason };

/** Shows the computers that are signed in. @param notice what came of what was done last */
export function askDesktops(desktops: readonly SignedInDesktop[], notice: string | undefined): Promise<DesktopWish> {
  return new Promise((resolve) => {
    const isEmpty = desktops.length === 0;
    show(
      'desktops',
      element('h1', {}, words.title),
      notice === undefined ? undefined : element('p', { class: 'told', role: 'status' }, notice),
      element('p', { class: 'hint' }, isEmpty ? words.none : words.hint),
      isEmpty ? undefined : element('ul', { class: 'desktops' }, ...desktops.map((one) => card(one, resolve))),
      button(words.refresh, 'plain', () => resolve({ kind: 'refresh' })),
      desktops.length > 1 ? button(words.signOutAll, 'plain', () => resolve({ kind: 'sign_out_all' })) : undefined,
      button(texts.back, 'quiet', () => resolve({ kind: 'back' })),
    );
  });
}

function card(desktop: SignedInDesktop, resolve: (wish: DesktopWish) => void): HTMLElement {
  const site = `site-${desktop.id}`;
  const facts = factsOf(desktop);
  const signOut = (reason: SignOutReason) => (): void => resolve({ kind: 'sign_out', desktop, reason });
  const buttons = [
    button(words.signOut, 'plain', signOut('signed_out')),
    button(words.notMe, 'quiet', signOut('not_me')),
  ];
  for (const each of buttons) each.setAttribute('aria-describedby', site);
  return element(
    'li',
    {},
    portalOf(desktop.portal, element('h2', { id: site })),
    facts,
    element('div', { class: 'acts' }, ...buttons),
  );
}

function factsOf({ flow, identity, browser, system, address, ...since }: SignedInDesktop): HTMLElement {
  const computer = [browser, system].filter((part) => part !== undefined).join(' · ');
  // Who was asked by name sat at no computer of which the broker knows.
  const where =
    flow === 'ciba'
      ? []
      : [...fact(flow === 'device' ? words.device : words.computer, computer), ...fact(words.place, address)];
  const ago = (ms: number): string => words.ago(Math.floor(ms / 1_000));
  return element(
    'dl',
    {},
    ...(identity ? fact(words.asWhom, identity.name) : []),
    ...where,
    ...fact(words.since, ago(since.signed_in_ms_ago)),
    ...fact(words.lastSeen, ago(since.last_seen_ms_ago)),
  );
}

/** Does the person mean it? Saying no changes nothing. @param about what it is about, where that is one computer */
export function askSignOut(
  { title, text, agree }: { readonly title: string; readonly text: string; readonly agree: string },
  about?: SignedInDesktop,
): Promise<boolean> {
  return new Promise((resolve) => {
    show(
      'sign-out',
      element('h1', {}, title),
      about && portalOf(about.portal, element('strong')),
      element('p', {}, text),
      about && factsOf(about),
      element(
        'div',
        { class: 'choices' },
        button(texts.cancel, 'plain', () => resolve(false)),
        button(agree, 'primary', () => resolve(true)),
      ),
    );
  });
}

/** Tells that somebody else's sign-in is over, and what to look at next. Whether the person wants to see the others. */
export function tellRefused(portal: SignedInDesktop['portal']['names']): Promise<boolean> {
  return new Promise((resolve) => {
    show(
      'refused',
      element('h1', { class: 'ending not_me' }, words.refusedTitle),
      element('p', {}, words.refused(inLanguage(portal))),
      element(
        'section',
        { class: 'notice', 'aria-labelledby': 'advice' },
        element('h2', { id: 'advice' }, words.adviceTitle),
        element('ul', { class: 'advice' }, ...words.advice.map((each) => element('li', {}, each))),
      ),
      button(words.others, 'primary', () => resolve(true)),
      button(texts.done, 'plain', () => resolve(false)),
    );
  });
}
