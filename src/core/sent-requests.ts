import type { LoginHint } from '@saoma/protocol';
import { knownAs, subjectOf, wordsOf } from './binding.js';
import type { DesktopBroker, Started } from './desktop-broker.js';
import { isExpired } from './follow.js';
import type { Notifications } from './notifications.js';
import { done, type Outcome, refused } from './outcome.js';
import type { Callbacks, Limits, Portal, Registry, SessionIndex, SessionStore } from './ports.js';
import type { RequestCodes } from './request-codes.js';
import type { Secrets } from './secrets.js';
import type { StartOrder } from './start-order.js';
import type { Snapshot } from './step.js';
import { CEILING_MS } from './transitions.js';
import type { VerifiedPhone } from './verified-phone.js';

/** So many requests are looked at for one person: more than one portal may send, so that none pushes out another's. */
const MOST_SENT = 20;

/** A request as the person's phone sees it before it is opened. */
export interface Sent {
  readonly snapshot: Snapshot;
  readonly portal: Portal;
}

interface SentRequestsParts {
  readonly desktops: DesktopBroker;
  readonly sessions: SessionStore;
  readonly index: SessionIndex;
  readonly registry: Registry;
  readonly secrets: Secrets;
  readonly limits: Limits;
  readonly callbacks: Callbacks;
  readonly codes: RequestCodes;
  readonly notifications: Notifications;
}

/**
 * Requests that a portal's backend sends to a person it can name (OpenID CIBA Core). Whether there is such a person is told
 * to nobody: the broker does not know, and a request to nobody waits as any other until its time is up.
 */
export class SentRequests {
  constructor(private readonly parts: SentRequestsParts) {}

  /**
   * Whether the code that came with a request is the one that its person chose. Refuses with `slow_down` whoever tries too
   * many for one person.
   */
  async isRequestCodeOf(portal: Portal, hint: LoginHint, code: string): Promise<Outcome<boolean>> {
    const { secrets, limits, codes } = this.parts;
    const [words, subject] = [wordsOf([hint], portal, secrets), subjectOf(hint, portal, secrets)];
    if (!words.ok) return words;
    if (!subject.ok) return subject;
    // Counted before it is looked at, so that many at once count as many; by portal, so that none uses up another's.
    const key = `${portal.clientId} ${subject.value}`;
    const counts = [
      ['request_code_misses_per_person', key],
      ['request_code_misses_per_person_a_day', key],
    ] as const;
    const retryAfterMs = await limits.takeAll(...counts);
    if (retryAfterMs !== undefined) return refused('slow_down', { retryAfterMs });
    const isRight = await codes.matches(words.value, code);
    if (isRight) await Promise.all(counts.map(([limit]) => limits.giveBack(limit, key)));
    return done(isRight);
  }

  /** Starts the session and lets the person's apps know. Refuses as a start does, and with `slow_down`. */
  async send(order: StartOrder, hint: LoginHint): Promise<Outcome<Started>> {
    const { desktops, registry, secrets, limits } = this.parts;
    const portal = registry.portal(order.clientId);
    const subject = portal && subjectOf(hint, portal, secrets);
    if (subject && !subject.ok) return subject;
    const retryAfterMs = await limits.takeAll(
      ['requests_per_person', `${order.clientId} ${subject?.value ?? ''}`],
      ['requests_per_portal', order.clientId],
    );
    if (retryAfterMs !== undefined) return refused('slow_down', { retryAfterMs });
    const started = await desktops.start({ ...order, loginHint: [hint] });
    if (started.ok) await this.#announce(started.value.snapshot);
    return started;
  }

  /** What waits for the person with this phone, in the hands of nobody. Newest first. */
  async list(phone: VerifiedPhone): Promise<readonly Sent[]> {
    const { sessions, index, registry, secrets } = this.parts;
    const words = knownAs(phone, secrets).split(' ');
    const ids = new Set((await Promise.all(words.map((word) => index.list(word)))).flat());
    const snapshots = await Promise.all([...ids].map((sessionId) => sessions.read(sessionId)));
    return snapshots
      .flatMap((snapshot) => {
        const portal = snapshot && isFor(phone, words, snapshot) && registry.portal(snapshot.record.client_id);
        return portal ? [{ snapshot, portal }] : [];
      })
      .sort((one, other) => Number(other.snapshot.record.created_at) - Number(one.snapshot.record.created_at));
  }

  async #announce({ record }: Snapshot): Promise<void> {
    const { index, registry, callbacks, notifications } = this.parts;
    const words = record.bound_to?.split(' ') ?? [];
    await Promise.all(words.map((word) => index.add(word, record.session_id, CEILING_MS, MOST_SENT)));
    for (const issuer of record.trusted_apps?.split(' ') ?? []) {
      const app = registry.app(issuer);
      if (app?.pushUri === undefined) continue;
      for (const handle of await notifications.handlesOf(app, words)) callbacks.push(app, handle);
    }
  }
}

function isFor({ app }: VerifiedPhone, words: readonly string[], snapshot: Snapshot): boolean {
  const { state, flow, bound_to: meant, trusted_apps: apps } = snapshot.record;
  return (
    flow === 'ciba' &&
    state === 'pending' &&
    !isExpired(snapshot) &&
    (apps?.split(' ').includes(app.issuer) ?? false) &&
    (meant?.split(' ').some((word) => words.includes(word)) ?? false)
  );
}
