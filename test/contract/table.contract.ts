import { FRAME_MS } from '@saoma/protocol';
import type { Field, Fields } from '../../src/core/session-record.js';
import type { Snapshot, StepInput } from '../../src/core/step.js';
import { TRANSITIONS, type EventName } from '../../src/core/transitions.js';
import {
  ANNA,
  BERT,
  BRINGS,
  describeReply,
  given,
  goToEnd,
  honest,
  newSessionId,
  PROOFS,
  secret,
  send,
} from './session-cast.js';
import { expected, type Past, PASTS, type Sender, SESSION_TABLE } from './session-table.js';
import type { StoreUnderTest, Subject } from './store-under-test.js';

interface Writes {
  readonly claims?: true;
  readonly done?: string;
  readonly counts?: Field;
  /** Keeps the moment. */
  readonly stamps?: Field;
  /** Keeps the frame of the moment. */
  readonly frames?: Field;
  readonly clears?: readonly Field[];
  readonly ends: 'now' | 'end';
  readonly plusMs: number;
  readonly plusMsWhileChecking?: number;
}

/** What an applied event writes besides state and revision, and what the session lives from then on. */
const WRITES: Record<EventName, Writes> = {
  start: { ends: 'now', plusMs: 120_000 },
  extend: { ends: 'end', plusMs: 120_000 },
  user_code: { done: 'did_user_code', counts: 'user_codes', ends: 'end', plusMs: 180_000 },
  scan: { claims: true, done: 'did_scan', ends: 'now', plusMs: 120_000 },
  enter: { claims: true, done: 'did_scan', ends: 'now', plusMs: 120_000 },
  open: { claims: true, done: 'did_scan', ends: 'now', plusMs: 120_000 },
  slow_down: { counts: 'slow_downs', ends: 'end', plusMs: 0 },
  refuse: { counts: 'refusals', ends: 'end', plusMs: 0 },
  stale_scan: { counts: 'stale_scans', ends: 'end', plusMs: 0 },
  send_code: { counts: 'one_time_codes', stamps: 'one_time_code_sent_at', ends: 'end', plusMs: 180_000 },
  unsend_code: {
    clears: ['one_time_code_hash', 'one_time_code_channel', 'one_time_code_sent_at', 'one_time_codes'],
    ends: 'end',
    plusMs: 0,
  },
  prove: { claims: true, done: 'did_prove', clears: ['one_time_code_hash'], ends: 'now', plusMs: 60_000 },
  approve: {
    claims: true,
    done: 'did_approve',
    frames: 'approved_frame',
    ends: 'now',
    plusMs: 60_000,
    plusMsWhileChecking: 120_000,
  },
  co_approve: {
    done: 'did_co_approve',
    clears: ['app', 'person', 'phone_key', 'consent_hash', 'approvals_missing'],
    ends: 'now',
    plusMs: 120_000,
  },
  fall_short: { counts: 'shortfalls', ends: 'now', plusMs: 120_000 },
  end: { ends: 'now', plusMs: 0 },
  check: { ends: 'now', plusMs: 60_000 },
  rescan: { claims: true, done: 'did_rescan', ends: 'now', plusMs: 60_000 },
  deny: { claims: true, done: 'did_deny', ends: 'now', plusMs: 0 },
  cancel: { done: 'did_cancel', ends: 'now', plusMs: 0 },
  redeem: { ends: 'now', plusMs: 0 },
  revoke: { done: 'did_revoke', ends: 'now', plusMs: 0 },
};

/** What no event but a start may set, whatever is sent. */
const PLANTED: Fields = { kid: 'planted', client_id: 'planted', bound_to: 'planted', rev: '99', created_at: '1' };

/** Milliseconds from the session's end; `at` is late already. */
const MOMENTS: readonly (readonly [name: string, when: Sender['when'], fromEndMs: number])[] = [
  ['before', 'in time', -10_000],
  ['at', 'late', 0],
  ['after', 'late', 30_000],
];

/** Each state and none × each event × right or wrong proof × same or other claimant × once and again × before, at, after. */
export function describeTable(subject: Subject): void {
  describe.each([...SESSION_TABLE.keys()])('%s', (event) => {
    it.each(Object.keys(PASTS) as Past[])('on a session that is: %s', async (past) => {
      const seen: Record<string, string> = {};
      const wanted: Record<string, string> = {};
      for (const proof of ['right', 'wrong'] as const) {
        for (const claimant of ['same', 'other'] as const) {
          for (const [moment, when, fromEndMs] of MOMENTS) {
            const cell = expected(event, past, { proof, claimant, when });
            const name = `${proof} proof, ${claimant} claimant, ${moment} the end`;
            wanted[name] = `${cell.first} > ${cell.again}`;
            seen[name] = await play(subject(), event, past, { proof, claimant, fromEndMs });
          }
        }
      }
      expect(seen).toEqual(wanted);
    });
  });
}

/** Sends the event twice; looks each time at what is stored; says both answers. */
async function play(
  subject: StoreUnderTest,
  event: EventName,
  past: Past,
  sender: Pick<Sender, 'proof' | 'claimant'> & { readonly fromEndMs: number },
): Promise<string> {
  const sessionId = await live(subject, past);
  if (past !== 'nothing there') await goToEnd(subject, sessionId, sender.fromEndMs);
  const input = await inputOf(subject, event, sessionId, sender);
  const answers: string[] = [];
  for (let time = 0; time < 2; time++) {
    const before = (await subject.store.read(sessionId))?.record;
    const reply = await subject.store.apply(TRANSITIONS[event], input);
    const after = (await subject.store.read(sessionId))?.record;
    answers.push(describeReply(reply));
    if (reply.outcome === 'applied') {
      const { claims, done, counts, stamps, frames, clears = [], ends, ...life } = WRITES[event];
      const rev = before ? Number(before.rev) + 1 : 1;
      const { state } = reply.record;
      const plusMs = state === 'checking' ? (life.plusMsWhileChecking ?? life.plusMs) : life.plusMs;
      const wanted: Record<string, unknown> = {
        ...(before ?? { session_id: sessionId, created_at: String(reply.nowMs) }),
        ...BRINGS[event],
        ...(claims && input.claim),
        ...(done && { [done]: `${state} ${rev}` }),
        ...(counts && { [counts]: String(Number(before?.[counts] ?? 0) + 1) }),
        ...(stamps && { [stamps]: String(reply.nowMs) }),
        ...(frames && { [frames]: String(frameAt(reply)) }),
        state,
        rev: String(rev),
        expires_at: String((ends === 'now' ? reply.nowMs : Number(before?.expires_at)) + plusMs),
      };
      for (const field of clears) Reflect.deleteProperty(wanted, field);
      expect(after).toEqual(wanted);
    } else {
      expect(after).toEqual(before);
    }
    if (reply.outcome !== 'refused') expect(reply.record).toEqual(after);
  }
  return answers.join(' > ');
}

async function live(subject: StoreUnderTest, past: Past): Promise<string> {
  const events: readonly string[] | undefined = PASTS[past];
  if (!events) return newSessionId();
  const honestEvents = events.filter((event) => event in TRANSITIONS) as EventName[];
  const sessionId = await given(subject, honestEvents, {
    ...(events.includes('digits') && { check: '1' }),
    ...(events.includes('sent') && { flow: 'ciba' }),
    ...(events.includes('two') && { approvals_needed: '2', approvals_missing: '1' }),
  });
  for (const _ of events.filter((event) => event === 'miss')) {
    await send(subject, 'check', sessionId, secret('wrong'));
  }
  return sessionId;
}

async function inputOf(
  subject: StoreUnderTest,
  event: EventName,
  sessionId: string,
  { proof, claimant }: Pick<Sender, 'proof' | 'claimant'>,
): Promise<StepInput> {
  const claim = claimant === 'same' ? ANNA : BERT;
  const set = event === 'start' ? BRINGS.start : { ...PLANTED, ...BRINGS[event] };
  const wrong = Object.fromEntries(Object.keys(PROOFS[event]).map((field) => [field, 'not the right one']));
  const input = honest(event, sessionId, { claim, set, proof: proof === 'right' ? PROOFS[event] : wrong });
  if (event !== 'scan' && event !== 'rescan') return input;
  const snapshot = await subject.store.read(sessionId);
  const current = snapshot ? frameAt(snapshot) : 0;
  // A frame that is yet to come cannot have been seen: whoever shows one made it up.
  return { ...input, frame: proof === 'right' ? current : current + 2 };
}

function frameAt({ record, nowMs }: Snapshot): number {
  return Math.floor((nowMs - Number(record.created_at)) / FRAME_MS);
}
