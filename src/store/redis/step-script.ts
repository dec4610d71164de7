import { readFileSync } from 'node:fs';
import { FRAME_MS, STATES, type State, TERMINAL_STATES } from '@saoma/protocol';
import { AUDITED_FIELDS } from '../../core/audit.js';
import type { SessionRecord } from '../../core/session-record.js';
import type { Refusal, Snapshot, StepInput, StepReply } from '../../core/step.js';
import type { Transition } from '../../core/transition.js';
import { CEILING_MS, GRACE_MS } from '../../core/transitions.js';

/** The script and its number of keys, as ioredis' `scripts` option takes it. */
export const STEP_SCRIPT = {
  lua: readFileSync(new URL('./lua/step.lua', import.meta.url), 'utf8'),
  numberOfKeys: 3,
};

const RULES = {
  frameMs: FRAME_MS,
  ceilingMs: CEILING_MS,
  graceMs: GRACE_MS,
  terminal: TERMINAL_STATES,
  audited: AUDITED_FIELDS,
};

/**
 * The rules as the script takes them.
 * @param auditLength how many entries a trail keeps; 0: none is trimmed by whoever writes
 */
export const stepRules = (auditLength: number): string => JSON.stringify({ ...RULES, auditLength });

/** Rows are constants, so each is written as JSON once. */
const rows = new WeakMap<Transition, string>();

/** ARGV of a step. */
export function stepArguments(row: Transition, input: StepInput, rules: string, offsetMs: number): string[] {
  let json = rows.get(row);
  if (json === undefined) rows.set(row, (json = JSON.stringify(row)));
  return [json, JSON.stringify(input), rules, String(offsetMs)];
}

/** ARGV of a read. */
export function readArguments(rules: string, offsetMs: number): string[] {
  return ['', '', rules, String(offsetMs)];
}

const PLAIN = ['missing', 'wrong_proof', 'stale_frame', 'expired', 'claimed', 'untrusted', 'not_bound'] as const;
const COUNTED = [
  'already_counted',
  'too_often',
  'exists',
  'insufficient',
  'identity',
  'risk',
  'not_alone',
  'misused',
] as const;

/** The script said something it never says: a bug, whoever's. */
class UnknownReply extends Error {
  override readonly name = 'UnknownReply';

  constructor() {
    super('the step script answered in a form that is not its own');
  }
}

/** Reads the script's answer to a step. @throws UnknownReply */
export function parseStepReply(reply: unknown): StepReply {
  const [outcome, ...rest] = strings(reply);
  if (outcome === 'applied') return { outcome, ...snapshot(rest) };
  if (outcome === 'repeated') {
    const [nowMs, state, rev, ...fields] = rest;
    if (nowMs === undefined || !isState(state) || rev === undefined) throw new UnknownReply();
    return { outcome, first: { state, rev: number(rev) }, ...snapshot([nowMs, ...fields]) };
  }
  if (outcome === 'refused') return { outcome, ...refusal(rest) };
  throw new UnknownReply();
}

/** Reads the script's answer to a read. @throws UnknownReply */
export function parseReadReply(reply: unknown): Snapshot | undefined {
  const [outcome, ...rest] = strings(reply);
  if (outcome === 'none' && rest.length === 0) return undefined;
  if (outcome === 'read') return snapshot(rest);
  throw new UnknownReply();
}

/** Reads a push: the session as it was right after the event. @throws UnknownReply */
export function parsePush(message: string): Snapshot {
  const { now, record } = JSON.parse(message) as { readonly now?: string; readonly record?: SessionRecord };
  if (!isState(record?.state)) throw new UnknownReply();
  return { record, nowMs: number(now) };
}

function refusal([reason, state, count, ...more]: readonly string[]): Refusal {
  if (more.length > 0) throw new UnknownReply();
  const plain = [...PLAIN, ...COUNTED].find((each) => each === reason);
  if (plain) return { reason: plain };
  if ((reason === 'terminal' || reason === 'wrong_state') && isState(state)) return { reason, state };
  if (reason === 'wrong_secret' && isState(state)) return { reason, state, triesLeft: number(count) };
  if (reason === 'too_soon') return { reason, waitMs: number(count) };
  throw new UnknownReply();
}

function snapshot([nowMs, ...pairs]: readonly string[]): Snapshot {
  if (pairs.length === 0 || pairs.length % 2 !== 0) throw new UnknownReply();
  const record: Record<string, string> = {};
  for (let at = 0; at < pairs.length; at += 2) record[pairs[at] ?? ''] = pairs[at + 1] ?? '';
  if (!isState(record['state'])) throw new UnknownReply();
  return { record: record as unknown as SessionRecord, nowMs: number(nowMs) };
}

function strings(reply: unknown): readonly string[] {
  if (!Array.isArray(reply) || !reply.every((part) => typeof part === 'string')) throw new UnknownReply();
  return reply;
}

function number(text: string | undefined): number {
  if (text === undefined || !/^\d+$/.test(text)) throw new UnknownReply();
  return Number(text);
}

function isState(text: string | undefined): text is State {
  return (STATES as readonly (string | undefined)[]).includes(text);
}
