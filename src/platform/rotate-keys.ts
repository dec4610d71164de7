import { type KeysFile, makeRingKey, makeSigningKey, type Times } from './keys.js';

/** How a rotation goes, in seconds. */
export interface Rotation {
  /** Until every node has read the file: from then on new sessions have the new key. */
  readonly ringInS: number;
  /** Until every portal may have fetched `/jwks`: from then on tokens are signed with the new key. */
  readonly signingInS: number;
  /** What there is was read by others: it counts no more, from this moment on. */
  readonly isStolen: boolean;
}

/** Nodes look at the file every two seconds, and it takes a moment to bring it to all of them. */
export const RING_IN_S = 60;

/** Libraries keep a key set for ten minutes and more. */
export const SIGNING_IN_S = 3_600;

/** No session, and nothing that derives from one, lives longer. */
const RING_LIFE_S = 15 * 60;

/** An ID token may be shown again (`id_token_hint`) as long as anybody stays signed in: `signed_in_hours` is 720 at most. */
const SIGNING_LIFE_S = 720 * 3_600;

/**
 * The file with a new key of each kind. Old ones are believed until all that was made with them is over; what is over by now is
 * dropped. `subject_key` stays.
 */
export async function rotated(file: KeysFile, nowS: number, how: Rotation): Promise<KeysFile> {
  const [ringKey, signingKey] = [makeRingKey(), await makeSigningKey()];
  if (how.isStolen) return { ...file, ring: [ringKey], signing: [signingKey] };
  const [ringFromS, signingFromS] = [nowS + how.ringInS, nowS + how.signingInS];
  return {
    ...file,
    ring: [{ ...ringKey, from: ringFromS }, ...outlived(file.ring, nowS, ringFromS + RING_LIFE_S)],
    signing: [{ ...signingKey, from: signingFromS }, ...outlived(file.signing, nowS, signingFromS + SIGNING_LIFE_S)],
  };
}

function outlived<Entry extends Times>(entries: readonly Entry[], nowS: number, untilS: number): Entry[] {
  return entries
    .filter(({ until }) => until === undefined || until > nowS)
    .map((entry) => (entry.until === undefined ? { ...entry, until: untilS } : entry));
}
