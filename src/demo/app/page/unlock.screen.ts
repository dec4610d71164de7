import type { Account, Unlocking } from './account.js';
import { failureOf } from './failure.js';
import { showWorking } from './result.screen.js';
import { button, element, show } from './screen.js';
import { texts } from './texts.js';

const COMPLAINTS: Readonly<Record<Exclude<Unlocking, 'unlocked'>, string>> = {
  refused: texts.notUnlocked,
  forgotten: texts.unlockForgotten,
};

/** Asks until the app is unlocked, or the person would rather sign in to it anew: then nobody is signed in. */
export async function askUnlock(account: Account): Promise<void> {
  let complaint: string | undefined;
  while (await wantsToUnlock(account.person.name, complaint)) {
    showWorking();
    try {
      const unlocking = await account.unlock();
      if (unlocking === 'unlocked') return;
      complaint = COMPLAINTS[unlocking];
    } catch (error) {
      complaint = failureOf(error).text;
    }
  }
  await account.signOut();
}

function wantsToUnlock(name: string, complaint: string | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    show(
      'unlock',
      element('h1', {}, texts.hello(name)),
      complaint === undefined ? undefined : element('p', { class: 'problem', role: 'alert' }, complaint),
      element('p', { class: 'hint' }, texts.unlockHint),
      button(texts.unlock, 'primary', () => resolve(true)),
      button(texts.otherWay, 'quiet', () => resolve(false)),
    );
  });
}
