import { desktopTexts } from './desktops.texts.js';
import { type EndingAbout, endingWords } from './ending.texts.js';
import type { Ending } from './ending.js';
import type { Failure } from './failure.js';
import { button, element, show } from './screen.js';
import { texts } from './texts.js';

/** Nothing to decide while a call is under way; `leave`, where it may be left. */
export function showWorking(leave?: () => void): void {
  show(
    'working',
    element('h1', { class: 'working' }, texts.working),
    leave === undefined ? undefined : button(texts.cancel, 'plain', leave),
  );
}

/** The person has seen it; or has seen that somebody is signed in, and says that it was not them. */
export type Seen = 'done' | 'not_me';

/** What the person is told of a decision, kept true for as long as they look. */
export interface EndingScreen {
  tell(ending: Ending): void;
  /** Says that news cannot come at the moment, or that they can again. */
  tellLost(isLost: boolean): void;
  readonly seen: Promise<Seen>;
}

/** Tells how the attempt stands. While it waits, the approval can be taken back. */
export function showEnding(ending: Ending, about: EndingAbout, takeBack: () => void): EndingScreen {
  const heading = element('h1');
  const text = element('p');
  const lost = element('p', { class: 'problem', hidden: '' }, texts.noNews);
  const back = button(texts.takeBack, 'quiet', takeBack);
  let answer = (_seen: Seen): void => undefined;
  const seen = new Promise<Seen>((resolve) => (answer = resolve));
  const notMe = button(desktopTexts.notMeAfterwards, 'quiet', () => answer('not_me'));
  const tell = (news: Ending): void => {
    const words = endingWords(news, about);
    heading.className = `ending ${news}`;
    heading.dataset['ending'] = news;
    heading.textContent = words.title;
    text.textContent = words.text;
    back.hidden = news !== 'waiting';
    // Nothing but a sign-in leaves a computer signed in.
    notMe.hidden = news !== 'done' || about.purpose !== 'login';
  };
  tell(ending);
  const done = button(texts.done, 'plain', () => answer('done'));
  // The heading takes the focus once and is read then; what it turns into later is told by the status.
  show('result', heading, element('div', { role: 'status' }, text, lost), done, back, notMe);
  return { tell, tellLost: (isLost) => (lost.hidden = !isLost), seen };
}

/** Tells what went wrong. Resolves to whether the same is to be tried again, also when a lost network is back. */
export function tellProblem({ code, text }: Failure, canRetry: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    show(
      'problem',
      element('h1', { class: 'ending failed' }, texts.failedTitle),
      element('p', { role: 'alert', 'data-code': code }, text),
      canRetry ? button(texts.tryAgain, 'primary', () => resolve(true)) : undefined,
      button(texts.back, 'plain', () => resolve(false)),
    );
    if (canRetry) window.addEventListener('online', () => resolve(true), { once: true });
  });
}
