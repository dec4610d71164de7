import { entriesOf, type KeysFile, makeRingKey, makeSigningKey, type RingEntry, type Times } from './keys.js';

/** How a rotation goes, in seconds. */
export interface Rotation {
  /** Until every node has read the file: from then on new sessions have the new key, and what is kept is sealed under it. */
  readonly ringInS: number;
  /** Until every portal may have fetched `/jwks`: from then on tokens are signed with the new key. */
  readonly signingInS: number;
  /** What there is was read by others: it counts no more, from this moment on. */
  readonly isStolen: boolean;
  /** Pairwise `sub`s change too; absent: they stay. */
  readonly pairwise?: PairwiseRotation;
}

/** How pairwise `sub`s change, in seconds. Portals must act meanwhile, which is why nothing else makes it happen. */
export interface PairwiseRotation {
  /** Until every node has read the file: sessions that begin from then on tell the new `sub`, and the former with it. */
  readonly inS: number;
  /** From then on, how long portals have: so long the former is told, and taken where they name somebody. */
  readonly formerS: number;
}

/** Nodes look at the file every two seconds, and it takes a moment to bring it to all of them. */
export const RING_IN_S = 60;

/** Libraries keep a key set for ten minutes and more. */
export const SIGNING_IN_S = 3_600;

/** As for the ring. */
export const PAIRWISE_IN_S = 60;

/** Half a year: whoever signs in once a quarter is moved over by their portal without doing anything. */
export const FORMER_DAYS = 180;

/**
 * As long as anybody stays signed in (`signed_in_hours` is 720 at most) their portal may name them by the `sub` of their ID token;
 * a day more, for sessions that were on their way.
 */
export const LEAST_FORMER_DAYS = 31;

/** No session, and nothing that derives from one, lives longer. */
const RING_LIFE_S = 15 * 60;

/** An ID token may be shown again (`id_token_hint`) as long as anybody stays signed in: `signed_in_hours` is 720 at most. */
const SIGNING_LIFE_S = 720 * 3_600;

/**
 * What a sign-in gave is kept as long as anybody stays signed in, and once more as long from its end on, for its receipts: it
 * may end on its last day.
 */
const SEALING_LIFE_S = 2 * 720 * 3_600;

/**
 * The file with a new key of each kind. Old ones are believed until all that was made with them is over; what is over by now is
 * dropped. `subject_key` stays, and so do the keys of pairwise `sub`s unless they are named.
 */
export async function rotated(file: KeysFile, nowS: number, how: Rotation): Promise<KeysFile> {
  const [ringKey, sealingKey, signingKey] = [makeRingKey(), makeRingKey(), await makeSigningKey()];
  const rest = how.pairwise ? { ...file, pairwise: pairwiseRotated(file, nowS, how.pairwise) } : file;
  if (how.isStolen) return { ...rest, ring: [ringKey], sealing: [sealingKey], signing: [signingKey] };
  const [ringFromS, signingFromS] = [nowS + how.ringInS, nowS + how.signingInS];
  const sealing = outlived(entriesOf('sealing', file), nowS, ringFromS + SEALING_LIFE_S);
  return {
    ...rest,
    ring: [{ ...ringKey, from: ringFromS }, ...outlived(file.ring, nowS, ringFromS + RING_LIFE_S)],
    sealing: [{ ...sealingKey, from: ringFromS }, ...sealing],
    signing: [{ ...signingKey, from: signingFromS }, ...outlived(file.signing, nowS, signingFromS + SIGNING_LIFE_S)],
  };
}

/** Also where the old ones were stolen they are believed: they prove nothing, and without them no portal would know anybody again. */
function pairwiseRotated(file: KeysFile, nowS: number, { inS, formerS }: PairwiseRotation): readonly RingEntry[] {
  const fromS = nowS + inS;
  return [{ ...makeRingKey(), from: fromS }, ...outlived(entriesOf('pairwise', file), nowS, fromS + formerS)];
}

function outlived<Entry extends Times>(entries: readonly Entry[], nowS: number, untilS: number): Entry[] {
  return entries
    .filter(({ until }) => until === undefined || until > nowS)
    .map((entry) => (entry.until === undefined ? { ...entry, until: untilS } : entry));
}
