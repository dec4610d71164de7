import { button, element, show } from './screen.js';
import { type Ending, texts } from './texts.js';

/** Nothing to decide while a call is under way. */
export function showWorking(): void {
  show('working', element('h1', { class: 'working' }, texts.working));
}

/** Tells how the attempt ended; resolves when the person has seen it. */
export function tellEnding(ending: Ending, portalName: string | undefined): Promise<void> {
  const { title, text } = texts.endings[ending];
  return new Promise((resolve) => {
    show(
      'result',
      element('h1', { class: `ending ${ending}`, 'data-ending': ending }, title),
      element('p', { role: 'status' }, text(portalName)),
      button(texts.done, 'plain', resolve),
    );
  });
}

/** Tells what went wrong; resolves when the person wants to go on, or when a lost network is back. */
export function tellProblem(text: string, code: string, canRetry: boolean): Promise<void> {
  return new Promise((resolve) => {
    show(
      'problem',
      element('h1', { class: 'ending failed' }, texts.failedTitle),
      element('p', { role: 'alert', 'data-code': code }, text),
      button(canRetry ? texts.tryAgain : texts.back, canRetry ? 'primary' : 'plain', resolve),
    );
    if (canRetry) window.addEventListener('online', () => resolve(), { once: true });
  });
}
