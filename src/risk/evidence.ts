import { FRAME_MS, type KnownComputer, type Nearness, type RiskReason } from '@saoma/protocol';
import { type ClaimFacts, computerOf } from '../core/weighing.js';
import { pairOf } from '../core/known-pairs.js';
import { type Located, tooFar } from './distance.js';
import { compareAddresses } from './same-network.js';

/** What the providers look at. */
export interface Evidence {
  readonly computer: KnownComputer;
  /** This phone signed this person in there before. */
  readonly isKnownPair: boolean;
  /** The computer is known, but only as other people's. */
  readonly isOthers: boolean;
  readonly desktop: Place;
  readonly phone: Place;
  /** Milliseconds for which the scanned frame had been gone from the screen. */
  readonly scanAgeMs?: number;
  /** Pictures of this code that were too old before. */
  readonly staleScans: number;
  /** Beyond this nobody is at both places. */
  readonly farKm: number;
}

/** Where one of the two is on the network, and what is known of that. */
export interface Place {
  readonly address?: string;
  /** The address is that of a mobile network: it says nothing about who is beside whom. */
  readonly isMobile: boolean;
  /** The app's backend calls in the phone's place. */
  readonly isBackend?: boolean;
  readonly located?: Located;
}

/** What an address says about where somebody is. */
export type Locate = (address: string | undefined) => Place;

/** What one provider has to say. A reason without a verdict weighs, but says nothing of nearness. */
export interface Finding {
  readonly verdict?: Nearness;
  readonly reason: RiskReason;
}

/**
 * A frame is scanned while it is on the screen, or a moment later: what the camera, the app and a slow network take. A relay
 * that passes pictures on is late by more, and again and again.
 */
const LATE_FRAME_MS = 4_000;

/** Says one thing, or nothing. */
type Provider = (evidence: Evidence) => Finding | undefined;

const address: Provider = ({ desktop, phone }) => {
  // Whose address it is then says nothing of the phone.
  if (phone.isBackend) return { verdict: 'unknown', reason: 'backend_calls' };
  if (desktop.address === undefined || phone.address === undefined) return { verdict: 'unknown', reason: 'no_address' };
  const common = compareAddresses(desktop.address, phone.address);
  if (common === 'same') return { verdict: 'near', reason: 'same_address' };
  if (common === 'same_prefix') return { verdict: 'near', reason: 'same_prefix' };
  // A phone beside the computer is often in another network than the computer: no sign of anything.
  return { verdict: 'unknown', reason: desktop.isMobile || phone.isMobile ? 'mobile_network' : 'other_network' };
};

/** Who passes a code on shows it on a page of their own, and no sign-in with this phone has that page's key. */
const pair: Provider = ({ isKnownPair }) => (isKnownPair ? { verdict: 'near', reason: 'known_computer' } : undefined);

const place: Provider = ({ desktop, phone, farKm }) => {
  if (!desktop.located || !phone.located || desktop.isMobile || phone.isMobile || phone.isBackend) return undefined;
  const reason = tooFar(desktop.located, phone.located, farKm);
  return reason && { verdict: 'far', reason };
};

const frame: Provider = ({ scanAgeMs = 0 }) => (scanAgeMs > LATE_FRAME_MS ? { reason: 'late_frame' } : undefined);

const staleScans: Provider = (evidence) => (evidence.staleScans > 0 ? { reason: 'stale_scans' } : undefined);

/** Once may be a slow hand or a slow network; late and late again is a steady delay. */
const relay: Provider = (evidence) =>
  frame(evidence) && staleScans(evidence) ? { verdict: 'far', reason: 'relayed' } : undefined;

const newness: Provider = ({ computer }) => (computer === 'new' ? { reason: 'new_computer' } : undefined);

const person: Provider = ({ isOthers }) => (isOthers ? { reason: 'other_person' } : undefined);

/** In the order in which reasons are told. */
export const PROVIDERS: readonly Provider[] = [address, pair, place, frame, staleScans, relay, newness, person];

/** The evidence of a claim. */
export function evidenceOf({ session, person, phone, frame }: ClaimFacts, placeOf: Locate, farKm: number): Evidence {
  const { record, nowMs } = session;
  const { desktop_pairs: pairs, desktop_address, flow, created_at, stale_scans } = record;
  const computer = computerOf(record, person);
  const isBackend = phone.channel !== 'app';
  return {
    computer,
    isKnownPair: computer === 'known' && pairs?.split(' ').includes(pairOf(person, phone.word)) === true,
    isOthers: computer === 'new' && pairs !== undefined,
    desktop: placeOf(desktop_address),
    phone: { ...placeOf(phone.address), isBackend },
    // A code that stands still has no age.
    ...(frame !== undefined &&
      flow === undefined && { scanAgeMs: Math.max(0, nowMs - Number(created_at) - (frame + 1) * FRAME_MS) }),
    staleScans: Number(stale_scans ?? 0),
    farKm,
  };
}
