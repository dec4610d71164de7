import type { Account, Unlocking } from './account.js';
import { canVerifyPerson } from './authenticator.js';
import { failureOf } from './failure.js';
import { showWorking } from './result.screen.js';
import { button, element, show } from './screen.js';
import { texts } from './texts.js';

const COMPLAINTS: Readonly<Record<Exclude<Unlocking, 'unlocked'>, string>> = {
  refused: texts.notVerified,
  forgotten: texts.verificationForgotten,
};

/** Has the phone verify its person until it has, or until they would rather leave it. Whether it has. */
export async function askVerification(account: Account): Promise<boolean> {
  const isPossible = await canVerifyPerson();
  let complaint = isPossible ? undefined : texts.cannotVerify;
  while (await wantsToBeVerified(account, complaint, isPossible)) {
    showWorking();
    try {
      const outcome = await account.verify();
      if (outcome === 'unlocked') return true;
      complaint = COMPLAINTS[outcome];
    } catch (error) {
      complaint = failureOf(error).text;
    }
  }
  return false;
}

function wantsToBeVerified(account: Account, complaint: string | undefined, isPossible: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    show(
      'verify',
      element('h1', {}, texts.verifyTitle),
      complaint === undefined ? undefined : element('p', { class: 'problem', role: 'alert' }, complaint),
      element('p', {}, texts.verifyHint),
      element('p', { class: 'notice' }, texts.inPlaceOfFace),
      isPossible && !account.hasQuickUnlock ? element('p', { class: 'hint' }, texts.turnsOnQuickUnlock) : undefined,
      element(
        'div',
        { class: 'choices' },
        button(texts.cancel, 'plain', () => resolve(false)),
        isPossible ? button(texts.verify, 'primary', () => resolve(true)) : undefined,
      ),
    );
  });
}
