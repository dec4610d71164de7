import { type LocalizedText, type Nearness, type Risk, type RiskReason, RISKS } from '@saoma/protocol';
import type { Portal } from '../core/ports.js';
import type { SessionRecord } from '../core/session-record.js';
import type { ClaimFacts, Verdict, Weigher } from '../core/weighing.js';
import { type Evidence, evidenceOf, type Finding, PROVIDERS } from './evidence.js';
import type { Places } from './places.js';
import { decide } from './policy.js';

/** Signs of a relay: alone they say nothing of where the phone is. */
const RELAY_SIGNS: readonly RiskReason[] = ['late_frame', 'stale_scans'];

/** Weighs claims by what the providers say, and asks the portal's policy. */
export class RiskJudge implements Weigher {
  /** @param farKm beyond this nobody is at both places */
  constructor(
    private readonly places: Places,
    private readonly farKm: number,
  ) {}

  placeOf(address: string): LocalizedText | undefined {
    return this.places.nameOf(address);
  }

  weigh(facts: ClaimFacts): Verdict {
    const { record } = facts.session;
    const evidence = evidenceOf(facts, (address) => this.places.placeOf(address), this.farKm);
    const findings = PROVIDERS.flatMap((judge) => judge(evidence) ?? []);
    const nearness = combine(findings);
    const now = { nearness, risk: riskOf(nearness, findings), reasons: findings.map(({ reason }) => reason) };
    const then = decide(facts.portal.policy, { record, nearness, computer: evidence.computer });
    return {
      ...worst(now, record),
      then,
      confirm: mustConfirm(facts.portal, record, nearness, evidence),
      ...(evidence.scanAgeMs !== undefined && { scanAgeMs: evidence.scanAgeMs }),
    };
  }
}

/** Far is far, whatever else looks near; near is near, whatever else is not known. */
function combine(findings: readonly Finding[]): Nearness {
  const says = (nearness: Nearness): boolean => findings.some(({ verdict }) => verdict === nearness);
  return says('far') ? 'far' : says('near') ? 'near' : 'unknown';
}

function riskOf(nearness: Nearness, findings: readonly Finding[]): Risk {
  const has = (...reasons: readonly RiskReason[]): boolean => findings.some(({ reason }) => reasons.includes(reason));
  const isRelayLike = has(...RELAY_SIGNS);
  if (nearness === 'far' || (isRelayLike && nearness !== 'near')) return 'high';
  return nearness === 'unknown' || isRelayLike || has('new_computer', 'other_person') ? 'moderate' : 'low';
}

/**
 * Somebody may have scanned with a phone of their own, so that whoever sits here works in their account. Digits that are
 * typed here prove that it is the same person, and the table's row for them takes it back; a second scan proves only that
 * the phone can see the page.
 */
function mustConfirm(
  { confirmOnDesktop }: Portal,
  { flow }: SessionRecord,
  nearness: Nearness,
  { isOthers }: Evidence,
): boolean {
  if (confirmOnDesktop !== 'by_risk' || flow !== undefined) return false;
  return isOthers || nearness !== 'near';
}

/** Of several who approve, the session is as near and as safe as the worst of them. */
function worst(
  now: Pick<Verdict, 'nearness' | 'risk' | 'reasons'>,
  { approvers, nearness, risk, risk_reasons: reasons }: SessionRecord,
): Pick<Verdict, 'nearness' | 'risk' | 'reasons'> {
  if (approvers === undefined || nearness === undefined || risk === undefined) return now;
  const earlier = (reasons?.split(' ') ?? []) as readonly RiskReason[];
  return {
    nearness: worse(WORSE, now.nearness, nearness),
    risk: worse(RISKS, now.risk, risk),
    reasons: [...new Set([...earlier, ...now.reasons])],
  };
}

const WORSE: readonly Nearness[] = ['near', 'unknown', 'far'];

const worse = <T>(order: readonly T[], one: T, other: T): T =>
  order.indexOf(one) > order.indexOf(other) ? one : other;
