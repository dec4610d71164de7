import { isPairOf, pairOf } from './known-pairs.js';
import { done, type Outcome, refused } from './outcome.js';
import type { LockStore, Registry, SessionIndex, SessionStore } from './ports.js';
import type { Secrets } from './secrets.js';
import { CEILING_MS, TRANSITIONS } from './transitions.js';

const DAY_MS = 86_400_000;

/** Nobody's computer is shared by more people, with their phones, who all are to find it known. */
const MOST_PAIRS = 8;
const KNOWN_MS = 180 * DAY_MS;

/** What one page waits for at a time, with room for tabs: the latest are ended when its key is blocked. */
const MOST_ATTACHED = 32;

const BLOCKED_MS = 30 * DAY_MS;

/** Where all looked well: whoever walks past a computer and scans its code must not close it to everybody for long. */
const DOUBTED_MS = 3_600_000;

/** The key of a page that wants to start, and who signed in with it before. */
export interface KnownDesktop {
  /** RFC 7638 */
  readonly jkt: string;
  /** {@link pairOf}, the latest first. */
  readonly pairs: readonly string[];
}

/** What the people who run the service are told of a computer where somebody said that it was not them; names no person. */
export interface DisownedComputer {
  readonly computer: string;
  /** One that a portal's `trusted_desktops` names is not: that is for the operator to do. */
  readonly isBlocked: boolean;
  /** How many sessions were ended that its pages waited for. */
  readonly ended: number;
}

interface ComputersParts {
  readonly sessions: SessionStore;
  readonly index: SessionIndex;
  readonly locks: LockStore;
  readonly secrets: Secrets;
  readonly registry: Pick<Registry, 'portals'>;
  readonly report: (disowned: DisownedComputer) => void;
}

/**
 * Computers as far as their pages hold a key that cannot leave them: who signed in with it, and which are blocked. A
 * thumbprint is no secret, so nothing is held against a key unless somebody proved it.
 */
export class Computers {
  constructor(private readonly parts: ComputersParts) {}

  /** What is known of a key that somebody wants to start with. Refuses with `desktop_blocked`. */
  async look(jkt: string): Promise<Outcome<KnownDesktop>> {
    const { index, locks, secrets } = this.parts;
    const computer = secrets.computer(jkt);
    const [pairs, { allowed }] = await Promise.all([index.list(computer), locks.admit(computer, 'computer')]);
    return allowed ? done({ jkt, pairs }) : refused('desktop_blocked');
  }

  /** A page that proved the key waits for the session: in vain where the key was blocked since it began. */
  async attach(jkt: string, sessionId: string): Promise<void> {
    const { index, locks, secrets } = this.parts;
    const computer = secrets.computer(jkt);
    const [, { allowed }] = await Promise.all([
      index.add(secrets.attachedTo(computer), sessionId, CEILING_MS, MOST_ATTACHED),
      locks.admit(computer, 'computer'),
    ]);
    if (!allowed) await this.#end(sessionId);
  }

  /** The person signed in with the key, by this phone. */
  async know(computer: string, person: string, phone: string): Promise<void> {
    await this.parts.index.add(computer, pairOf(person, phone), KNOWN_MS, MOST_PAIRS);
  }

  /** They did not, after all, by whichever phone. */
  async forget(computer: string, person: string): Promise<void> {
    const { index } = this.parts;
    const theirs = (await index.list(computer)).filter((pair) => isPairOf(pair, person));
    await Promise.all(theirs.map((pair) => index.remove(computer, pair)));
  }

  /** Somebody said of an open session that it was not theirs: blocks the key of the page that waits for it. */
  async disown(sessionId: string): Promise<void> {
    const { sessions, index, secrets } = this.parts;
    const { desktop_jkt: jkt, nearness } = (await sessions.read(sessionId))?.record ?? {};
    if (jkt === undefined) return;
    const computer = secrets.computer(jkt);
    const attached = await index.list(secrets.attachedTo(computer));
    if (attached.includes(sessionId)) await this.#block(computer, nearness === 'near' ? DOUBTED_MS : BLOCKED_MS);
  }

  /** The same of a sign-in, which only a page that proved the key can have brought about. */
  async block(computer: string, person: string): Promise<void> {
    await this.forget(computer, person);
    await this.#block(computer, BLOCKED_MS);
  }

  /** Nothing starts with the key any more, and what its pages wait for ends. */
  async #block(computer: string, lifeMs: number): Promise<void> {
    const { index, locks, secrets, report } = this.parts;
    // Of a computer that the operator named, people are told by the report.
    if (this.#isNamed(computer)) {
      report({ computer, isBlocked: false, ended: 0 });
      return;
    }
    const isNew = await locks.block(computer, lifeMs);
    // Only now: who attaches from here on is turned away by the block. In a cluster, where the two lie on different servers,
    // one who comes in this very moment may be missed; they end with their time.
    const attached = await index.list(secrets.attachedTo(computer));
    const ends = await Promise.all(attached.map((sessionId) => this.#end(sessionId)));
    if (isNew) report({ computer, isBlocked: true, ended: ends.filter(Boolean).length });
  }

  /** Whether a portal names it among those that its sign-ins may come from. */
  #isNamed(computer: string): boolean {
    const { registry, secrets } = this.parts;
    return registry
      .portals()
      .some(({ trustedDesktops }) => trustedDesktops.some((jkt) => secrets.computer(jkt) === computer));
  }

  async #end(sessionId: string): Promise<boolean> {
    const { outcome } = await this.parts.sessions.apply(TRANSITIONS.end, { sessionId, set: { reason: 'not_me' } });
    return outcome === 'applied';
  }
}
