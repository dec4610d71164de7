import type { Claim, Fields, SessionRecord } from '../../src/core/session-record.js';
import type { StepInput, StepReply } from '../../src/core/step.js';
import { type EventName, TRANSITIONS } from '../../src/core/transitions.js';
import { ANNA, BERT, describeReply, HASHES, honest, secret } from '../contract/session-cast.js';
import type { StoreUnderTest } from '../contract/store-under-test.js';

/** Who holds a phone: two persons, one of them with two keys and one with two apps. */
export const CLAIMANTS: readonly Claim[] = [
  { ...ANNA, known_as: `${ANNA.person ?? ''} 4711` },
  { ...BERT, known_as: BERT.person ?? '' },
  { ...ANNA, phone_key: 'other-key-of-anna', known_as: ANNA.person ?? '' },
  { ...BERT, app: 'https://stranger.example', known_as: BERT.person ?? '' },
];

interface Kind {
  /** What the session is started with. */
  readonly fields: Fields;
  /** Ways through the table that chance alone seldom finds; a number is so many milliseconds that pass. */
  readonly ways: readonly (readonly (EventName | number)[])[];
}

/** Each way to wait that the table tells apart. */
export const KINDS = {
  plain: {
    fields: {},
    ways: [
      ['scan', 'approve', 'redeem', 'revoke'],
      ['user_code', 'enter', 'approve', 'deny'],
      ['send_code', 'prove', 'redeem'],
      ['send_code', 'unsend_code'],
    ],
  },
  'for one person': {
    fields: { bound_to: ANNA.person ?? '', trusted_apps: ANNA.app ?? '' },
    ways: [['scan', 'approve', 'cancel']],
  },
  'with digits': {
    fields: { check: '1' },
    ways: [
      ['scan', 'approve', 'check', 'redeem'],
      ['scan', 'approve', 10_000, 'rescan', 'redeem'],
    ],
  },
  'for two': { fields: { approvals_needed: '2', approvals_missing: '1' }, ways: [['scan', 'co_approve']] },
  'with a factor': { fields: { required_amr: 'face' }, ways: [['scan', 'fall_short', 'approve', 'end']] },
  'by a device': {
    fields: { flow: 'device', user_code_hash: HASHES.user_code_hash },
    ways: [['enter', 'slow_down', 'approve']],
  },
  'sent to the person': {
    fields: { flow: 'ciba', bound_to: ANNA.person ?? '', life_ms: '300000' },
    ways: [['open', 'approve', 'redeem']],
  },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;

/** One event as somebody sends it, honest or not. */
export interface Act {
  readonly event: EventName;
  readonly session: number;
  readonly claimant: number;
  /** Whether its proof is the sender's own, somebody else's, or none. */
  readonly proof: 'own' | 'foreign' | 'none';
  /** Frames before the one that is current. */
  readonly framesAgo: number;
  readonly secret: 'right' | 'wrong';
  /** Whether an approval brings what may be demanded. */
  readonly strong: boolean;
}

const FRAME_MS = 10_000;
const GRACE_MS = 60_000;
const CEILING_MS = 600_000;
const TERMINAL: readonly string[] = ['redeemed', 'denied', 'cancelled'];

/** What is known of one session from its replies alone: no line of the table, none of `step()`. */
class Known {
  readonly applied: { event: string; rev: number }[] = [];
  /** Claims that led to `approved`, app, person and key. */
  readonly approvedBy = new Set<string>();
  redemptions = 0;
  last: { readonly record: SessionRecord; readonly nowMs: number };

  constructor(
    readonly sessionId: string,
    readonly kind: KindName,
    begun: { readonly record: SessionRecord; readonly nowMs: number },
  ) {
    this.last = begun;
    this.applied.push({ event: 'start', rev: 1 });
  }
}

/** Both stores at once, and what must be true of each whatever happens. */
export class Twins {
  readonly sessions: Known[] = [];
  #elapsedMs = 0;
  readonly #heard = new Map<string, SessionRecord[]>();

  constructor(readonly stores: readonly StoreUnderTest[]) {}

  /** Whether a store may have forgotten it. */
  isGone({ last }: Known): boolean {
    return this.#nowOf(last) >= Number(last.record.expires_at) + GRACE_MS;
  }

  move(ms: number): void {
    this.#elapsedMs += ms;
    for (const store of this.stores) store.shiftTime(ms);
  }

  async start(sessionId: string, kind: KindName): Promise<void> {
    for (const [at, { store }] of this.stores.entries()) {
      const heard: SessionRecord[] = [];
      this.#heard.set(`${at} ${sessionId}`, heard);
      await store.watch(sessionId, ({ record }) => heard.push(record));
    }
    const input = honest('start', sessionId);
    const [reply] = await this.#sendToBoth('start', { ...input, set: { ...input.set, ...KINDS[kind].fields } });
    if (reply?.outcome !== 'applied') throw new Error(`start was refused: ${JSON.stringify(reply)}`);
    this.sessions.push(new Known(sessionId, kind, reply));
    this.#times.set(sessionId, this.#elapsedMs);
  }

  /** Sends it to both stores, holds their replies against each other and against what must be. */
  async send(act: Act): Promise<void> {
    const known = this.sessions[act.session % this.sessions.length];
    if (!known || this.isGone(known) || act.event === 'start') return;
    const input = inputOf(act, known.last.record, this.#nowOf(known.last) - Number(known.last.record.created_at));
    await this.#told(known, act.event, input);
    // Sent once more, as after a lost answer: it is repeated or refused, and never does another thing.
    await this.#told(known, act.event, input);
  }

  /** One of the session's ways, as an honest person goes it. */
  async go(session: number, way: number, claimant: number): Promise<void> {
    const { ways } = KINDS[this.sessions[session % this.sessions.length]?.kind ?? 'plain'];
    const honestly = { session, claimant, proof: 'own', framesAgo: 0, secret: 'right', strong: true } as const;
    for (const event of ways[way % ways.length] ?? []) {
      if (typeof event === 'number') this.move(event);
      else await this.send({ ...honestly, event });
    }
  }

  async #told(known: Known, event: EventName, input: StepInput): Promise<void> {
    const [reply] = await this.#sendToBoth(event, input);
    if (!reply) return;
    if (reply.outcome === 'applied') this.#applied(known, event, input, reply);
    else await this.#unchanged(known, reply);
    this.#times.set(known.sessionId, this.#elapsedMs);
  }

  readonly #times = new Map<string, number>();

  /** The store's time now: as of the last reply, and what the clock was moved since. */
  #nowOf({ record, nowMs }: Known['last']): number {
    return nowMs + this.#elapsedMs - (this.#times.get(record.session_id) ?? this.#elapsedMs);
  }

  #applied(
    known: Known,
    event: EventName,
    input: StepInput,
    { record, nowMs }: Extract<StepReply, { outcome: 'applied' }>,
  ): void {
    const { record: before } = known.last;
    const rev = Number(record.rev);
    demand(rev === Number(before.rev) + 1, `${event} took revision ${before.rev} to ${record.rev}`);
    demand(record.created_at === before.created_at, 'a session began twice');
    demand(
      Number(record.expires_at) <= Number(record.created_at) + CEILING_MS,
      `${event} let it live beyond ten minutes`,
    );
    if (TERMINAL.includes(before.state)) {
      demand(event === 'revoke' && before.state === 'redeemed', `${event} moved what was ${before.state}`);
      demand(record.state === 'redeemed', `${event} made ${record.state} of what was over`);
    } else {
      demand(nowMs < Number(before.expires_at), `${event} revived what had expired`);
    }
    for (const field of ['app', 'person', 'phone_key'] as const) {
      const isOwned = ['scanned', 'checking', 'approved', 'redeemed'].includes(before.state);
      if (isOwned && record[field] !== undefined) {
        demand(record[field] === before[field], `${event} gave it to another ${field}`);
      }
    }
    if (['approve', 'rescan', 'deny', 'co_approve', 'fall_short'].includes(event)) {
      demand(claimOf(input.claim ?? {}) === claimOf(before), `${event} by who has not claimed it`);
    }
    if (record.state === 'approved') known.approvedBy.add(claimOf(record));
    demand(known.approvedBy.size <= 1, `approved by ${[...known.approvedBy].join(' and ')}`);
    if (event === 'redeem') {
      known.redemptions += 1;
      demand(before.state === 'approved', 'redeemed what was not approved');
      demand(known.redemptions === 1, 'redeemed twice');
    }
    known.applied.push({ event, rev });
    known.last = { record, nowMs };
  }

  /** A repeat and a refusal change nothing but the count of wrong secrets, and what the last of them does. */
  async #unchanged(known: Known, reply: StepReply): Promise<void> {
    const snapshot = await this.stores[0]?.store.read(known.sessionId);
    const record = snapshot?.record;
    if (!record) throw new Error('it was there a moment ago');
    if (reply.outcome === 'refused' && reply.reason === 'wrong_secret') {
      demand(!TERMINAL.includes(known.last.record.state), 'a secret was looked at when all was over');
      if (record.rev !== known.last.record.rev) {
        demand(reply.triesLeft === 0, 'a wrong secret that was not the last made a revision');
        known.applied.push({ event: 'spent', rev: Number(record.rev) });
      }
    } else {
      demand(same(record, known.last.record), `${describeReply(reply)} changed the record`);
    }
    known.last = { record, nowMs: snapshot.nowMs };
  }

  async #sendToBoth(event: EventName, input: StepInput): Promise<readonly StepReply[]> {
    const replies: StepReply[] = [];
    for (const { store } of this.stores) replies.push(await store.apply(TRANSITIONS[event], input));
    const [one, ...others] = replies.map(toCompare);
    for (const other of others) demand(one === other, `${event}: the stores disagree\n${one ?? ''}\n${other}`);
    return replies;
  }

  /** What both have on record and have told, once all was sent. */
  async settle(untilHeard: (told: () => number, all: number) => Promise<unknown>): Promise<void> {
    for (const { sessionId, applied } of this.sessions) {
      for (const [at, { store }] of this.stores.entries()) {
        const heard = this.#heard.get(`${at} ${sessionId}`) ?? [];
        await untilHeard(() => heard.length, applied.length);
        const revs = heard.map(({ rev }) => Number(rev));
        const wanted = applied.map(({ rev }) => rev);
        demand(revs.join() === wanted.join(), `pushed ${revs.join()} instead of ${wanted.join()}`);
        const entries = (await store.audit(sessionId)).filter(({ outcome }) => outcome === 'applied');
        const told = entries.map((entry) => `${entry.event} ${entry.rev}`);
        const done = applied.filter(({ event }) => event !== 'spent').map(({ event, rev }) => `${event} ${rev}`);
        demand(told.join() === done.join(), `on record: ${told.join()} instead of ${done.join()}`);
      }
    }
  }
}

const SEES_A_CODE: readonly EventName[] = ['scan', 'rescan'];

/** The event as this sender sends it. */
function inputOf(act: Act, record: SessionRecord, ageMs: number): StepInput {
  const claim = CLAIMANTS[act.claimant % CLAIMANTS.length] ?? ANNA;
  const frame = Math.floor(ageMs / FRAME_MS);
  const own = `${claim.app ?? ''} ${claim.phone_key ?? ''}`;
  const input = honest(act.event, record.session_id, { claim });
  const mine: Fields = {
    consent_hash: `consent of ${own}`,
    code_hash: `code of ${own}`,
    co_consent_hash: `co-consent of ${own}`,
  };
  const ofProof = Object.keys(input.proof ?? {}).map((field): [string, string | undefined] => {
    const value = mine[field as keyof Fields] ?? input.proof?.[field as keyof Fields];
    // The portal was given the code of whoever approved.
    if (field === 'code_hash' && act.proof === 'own') return [field, record.code_hash ?? value];
    if (act.proof === 'foreign') return [field, field === 'client_id' ? 'portal-2' : `not ${value ?? ''}`];
    return [field, value];
  });
  const brought: Record<string, string> = { ...input.set, ...only(mine, input.set), approvers: claim.person ?? '' };
  if (!('approvers' in (input.set ?? {}))) delete brought['approvers'];
  if (act.event === 'prove') brought['code_hash'] = mine.code_hash ?? '';
  if (!act.strong && 'amr' in brought) brought['amr'] = 'pwd';
  return {
    ...input,
    proof: act.proof === 'none' ? {} : Object.fromEntries(ofProof),
    set: brought,
    ...(SEES_A_CODE.includes(act.event) && { frame: frame - act.framesAgo }),
    ...(input.secret !== undefined && secret(act.secret, act.event)),
  };
}

const only = (from: Fields, like: Fields | undefined): Fields =>
  Object.fromEntries(Object.entries(from).filter(([field]) => field in (like ?? {})));

const claimOf = ({ app, person, phone_key }: Pick<Claim, 'app' | 'person' | 'phone_key'>): string =>
  [app, person, phone_key].join(' ');

/** As both stores must say it: moments in steps of a frame since the session began. */
function toCompare(reply: StepReply): string {
  if (reply.outcome === 'refused') return reply.reason === 'too_soon' ? reply.reason : describeReply(reply);
  const { record } = reply;
  const began = Number(record.created_at);
  const since = (at: string): string => String(Math.floor((Number(at) - began) / FRAME_MS));
  const moments = ['expires_at', 'one_time_code_sent_at'] as const;
  const rest = Object.entries<string>({ ...record })
    .filter(([field]) => field !== 'created_at')
    .map(([field, value]) => [field, moments.some((moment) => moment === field) ? since(value) : value])
    .sort(([a], [b]) => String(a).localeCompare(String(b)));
  return `${describeReply(reply)} ${JSON.stringify(rest)}`;
}

const fieldsOf = (record: SessionRecord): string =>
  Object.entries<string>({ ...record })
    .map(([field, value]) => `${field}=${value}`)
    .sort()
    .join('\n');

const same = (a: SessionRecord, b: SessionRecord): boolean => fieldsOf(a) === fieldsOf(b);

function demand(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(`Invariant: ${otherwise}`);
}
