import { type PhoneClient, PhoneError } from '@saoma/mobile';
import type { LocalizedText, SignedInDesktop, SignOutReason } from '@saoma/protocol';
import { askDesktops, askSignOut, tellRefused } from './desktops.screen.js';
import { desktopTexts as words } from './desktops.texts.js';
import { showWorking } from './result.screen.js';
import { inLanguage } from './texts.js';

/** What came of one look at the list: the person left it, or is still there with something to be told. */
export type Looked = 'left' | { readonly notice?: string | undefined };

/** Shows the computers that are signed in, and does what the person wants done about them. `interrupted` wins over both. */
export async function lookAtDesktops(
  phone: PhoneClient,
  notice: string | undefined,
  interrupted: Promise<void>,
): Promise<Looked> {
  showWorking();
  const desktops = await phone.desktops();
  const wish = await Promise.race([askDesktops(desktops, notice), interrupted]);
  switch (wish?.kind) {
    case undefined:
    case 'refresh':
      return {};
    case 'back':
      return 'left';
    case 'sign_out_all':
      return signOutAll(phone, desktops.length);
    case 'sign_out':
      return signOut(phone, wish.desktop, wish.reason);
  }
}

async function signOut(phone: PhoneClient, desktop: SignedInDesktop, reason: SignOutReason): Promise<Looked> {
  const { id, portal } = desktop;
  const name = inLanguage(portal.names);
  const { title, text, agree } = words.questions[reason];
  if (!(await askSignOut({ title, agree, text: text(name) }, desktop))) return {};
  const wasSignedIn = await end(phone, id, reason);
  if (reason === 'not_me') return (await tellRefused(portal.names)) ? {} : 'left';
  return { notice: wasSignedIn ? words.signedOut(name) : words.wasSignedOut(name) };
}

async function signOutAll(phone: PhoneClient, count: number): Promise<Looked> {
  const { title, text, agree } = words.questionAll;
  if (!(await askSignOut({ title, agree, text: text(count) }))) return {};
  showWorking();
  await phone.signOutAll();
  return { notice: words.allSignedOut };
}

/**
 * The person has just been told that a computer is signed in, and says that it was not them. `undefined` if they take
 * that back; otherwise whether they want to see the others.
 */
export async function refuseAfterwards(
  phone: PhoneClient,
  { sessionId, portal }: { readonly sessionId: string; readonly portal: LocalizedText },
): Promise<boolean | undefined> {
  const { title, text, agree } = words.questions.not_me;
  if (!(await askSignOut({ title, agree, text: text(inLanguage(portal)) }))) return undefined;
  await end(phone, sessionId, 'not_me');
  return tellRefused(portal);
}

/** Whether it was signed in until now: what is over already needs no more. */
async function end(phone: PhoneClient, id: string, reason: SignOutReason): Promise<boolean> {
  showWorking();
  try {
    await phone.signOut(id, { reason });
    return true;
  } catch (error) {
    if (error instanceof PhoneError && error.code === 'not_found') return false;
    throw error;
  }
}
