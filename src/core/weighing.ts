import type { Channel, KnownComputer, LocalizedText, Nearness, Risk, RiskReason } from '@saoma/protocol';
import { isPairOf } from './known-pairs.js';
import type { PolicyAction, Portal, Registry } from './ports.js';
import type { Fields, SessionRecord } from './session-record.js';
import type { Snapshot, StepInput } from './step.js';
import type { VerifiedPhone } from './verified-phone.js';

/** What the door saw of a phone that comes to a session, beside what the phone proves. */
export interface Arrival {
  /** Where the call came from, behind trusted proxies. */
  readonly address?: string;
  /** The session that the call names, read while the call was checked. */
  readonly session?: Snapshot;
}

/** What is known of a claim before it is made. */
export interface ClaimFacts {
  readonly session: Snapshot;
  readonly portal: Portal;
  /** Digest of (realm, subject). */
  readonly person: string;
  readonly phone: {
    /** Digest of the phone in this person's hand. */
    readonly word: string;
    readonly address?: string;
    readonly channel: Channel;
  };
  /** Index of the frame that was scanned. */
  readonly frame?: number;
}

/** What becomes of a claim, and why. */
export interface Verdict {
  readonly then: PolicyAction;
  readonly nearness: Nearness;
  readonly risk: Risk;
  readonly reasons: readonly RiskReason[];
  /** The page must ask *Continue as …?*. */
  readonly confirm: boolean;
  /** Milliseconds for which the scanned frame had been gone from the screen; of a scan that shows the age of its code. */
  readonly scanAgeMs?: number;
}

/** Weighs a claim by what is known beforehand; the portal's policy then decides. Pure: the claim itself stays one step. */
export interface Weigher {
  weigh(facts: ClaimFacts): Verdict;
  /** Where an address is, for people to read, as far as that is known. */
  placeOf(address: string): LocalizedText | undefined;
}

/** Whether this person signed in with the page's key before. */
export function computerOf({ flow, desktop_pairs: pairs }: SessionRecord, person: string): KnownComputer {
  if (flow !== undefined) return 'none';
  return pairs?.split(' ').some((pair) => isPairOf(pair, person)) ? 'known' : 'new';
}

/**
 * What a claim is worth, by what cannot change before it is made. Of a session that is not there, or whose portal is not, there
 * is nothing to weigh (`undefined`), and the table refuses what was not weighed.
 */
export function weighClaim(
  weigher: Weigher,
  registry: Registry,
  claim: {
    readonly phone: VerifiedPhone;
    /** Digest of (realm, subject). */
    readonly person: string;
    /** Digest of the phone in this person's hand. */
    readonly word: string;
    readonly arrival: Arrival;
    readonly input: StepInput;
  },
): Fields | undefined {
  const { phone, person, word, input } = claim;
  const { address, session } = claim.arrival;
  const portal = session?.record.session_id === input.sessionId && registry.portal(session.record.client_id);
  if (!session || !portal) return undefined;
  const verdict = weigher.weigh({
    session,
    portal,
    person,
    phone: { word, channel: phone.app.channel, ...(address !== undefined && { address }) },
    ...(input.frame !== undefined && { frame: input.frame }),
  });
  return verdictFields(verdict, portal);
}

/** A verdict as the claiming rows keep it. The session's own `client_id` comes along only where its policy admits the claim. */
function verdictFields({ then, nearness, risk, reasons, confirm, scanAgeMs }: Verdict, portal: Portal): Fields {
  return {
    ...(then !== 'refuse' && { client_id: portal.clientId }),
    nearness,
    risk,
    risk_reasons: reasons.join(' '),
    ...(then === 'check' && { check: '1' }),
    ...(then === 'limit' && { limited: '1' }),
    ...(confirm && { confirm: '1' }),
    ...(scanAgeMs !== undefined && { scan_age_ms: String(scanAgeMs) }),
  };
}
