import type { PhoneClient } from '@saoma/mobile';
import type { Approvals, Consent } from '@saoma/protocol';
import { refuseAfterwards } from './desktops.js';
import { type Ending, endingOf, mayChange } from './ending.js';
import { failureOf } from './failure.js';
import { type EndingScreen, type Seen, showEnding } from './result.screen.js';

/** What was decided, and what is needed to say how it goes on. */
interface Decided {
  readonly ending: Ending;
  /** Where others must approve, too. */
  readonly approvals?: Approvals | undefined;
  /** The view that was decided on. With it an approval can be taken back. */
  readonly view: Consent;
}

/** Where the person goes when they have seen how it ended. */
export type Next = 'home' | 'desktops';

/**
 * Tells what became of a decision, and goes on telling, until the person has seen enough. Who sees that a computer is signed
 * in can still say that it was not them.
 */
export async function tellOutcome(phone: PhoneClient, decided: Decided): Promise<Next> {
  for (;;) {
    if ((await seen(phone, decided)) === 'done') return 'home';
    const { session_id: sessionId, portal } = decided.view;
    const wantsOthers = await refuseAfterwards(phone, { sessionId, portal: portal.names });
    if (wantsOthers !== undefined) return wantsOthers ? 'desktops' : 'home';
  }
}

async function seen(phone: PhoneClient, { ending, approvals, view }: Decided): Promise<Seen> {
  const left = new AbortController();
  const { portal, purpose, flow } = view;
  const about = { portal: portal.names, purpose, flow, approvals };
  const screen = showEnding(ending, about, () => void takeBack(phone, view, screen));
  if (mayChange(ending)) void follow(phone, view.session_id, ending, screen, left.signal);
  const answer = await screen.seen;
  left.abort();
  return answer;
}

async function follow(
  phone: PhoneClient,
  sessionId: string,
  first: Ending,
  screen: EndingScreen,
  signal: AbortSignal,
): Promise<void> {
  let last = first;
  for (const change of ['offline', 'online']) {
    window.addEventListener(change, () => screen.tellLost(change === 'offline'), { signal });
  }
  try {
    await phone.follow(
      sessionId,
      ({ state, reason }) => {
        last = endingOf(state, reason);
        screen.tell(last);
      },
      { signal },
    );
  } catch {
    if (signal.aborted) return;
  }
  // Nobody can tell any more how it ended, and a phone that still says "waiting" would promise something.
  if (last === 'waiting') screen.tell('elsewhere');
}

async function takeBack(phone: PhoneClient, view: Consent, screen: EndingScreen): Promise<void> {
  try {
    const { state } = await phone.deny(view, 'declined');
    screen.tell(endingOf(state, 'declined'));
  } catch (error) {
    // Too late, and the truth is told anyway; or no network, and the person can press again.
    screen.tellLost(failureOf(error).code === 'network');
  }
}
