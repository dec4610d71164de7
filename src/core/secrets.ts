import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import {
  FRAMES_PER_SESSION,
  frameIndex,
  frameMessage,
  frameText,
  USER_CODE_ALPHABETS,
  type UserCodeAlphabet,
  userCodeCheck,
} from '@saoma/protocol';
import { KeptSeal } from './kept-seal.js';
import { RefusedError } from './outcome.js';
import type { LastingKeys, LiveRing, RingKey } from './ports.js';
import { type PairwiseFor, type PortalSubject, PortalSubjects } from './portal-subjects.js';
import { openUnder, sealUnder } from './seal.js';

/** Who claims a session; part of what its secrets derive from. */
export interface Claimant {
  readonly app: string;
  readonly person: string;
  readonly phoneKey: string;
}

/** A frame that was found genuine: its index, and under which key of the ring. */
export interface GenuineFrame {
  readonly index: number;
  readonly kid: string;
}

/** A typed code as it is kept: its HMAC, and under which key of the ring. */
export interface HashedUserCode {
  readonly hash: string;
  readonly kid: string;
}

/** As many as NIST SP 800-63B-4 §3.1.3.2 demands at least. */
export const ONE_TIME_CODE_DIGITS = 6;

export const CHECK_CODE_DIGITS = 6;

/** SHA-256 in base64url: how a secret of high entropy is kept at rest. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** Compares in constant time; different lengths are different. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/**
 * Everything secret about a session is derived from a ring of keys and never stored: a page that reconnects and a
 * phone that repeats are given the same secret again. A session stays with the key it began under, which is believed for
 * 15 minutes after a rotation; where it counts no more, what derives from it is refused with `expired_token`.
 */
export class Secrets {
  readonly #ring: LiveRing;
  readonly #subjectKey: Uint8Array;
  readonly #subjects: PortalSubjects;
  readonly #keptSeal: KeptSeal;

  /**
   * @param ring the current key first
   * @param subjectKey never rotated: whoever is another word in the store is another person
   * @param lasting absent: `subjectKey` is the one of each kind
   */
  constructor(
    ring: readonly RingKey[] | LiveRing,
    subjectKey: Uint8Array,
    lasting: LastingKeys = always({ kid: 'subject_key', secret: subjectKey }),
  ) {
    this.#ring = typeof ring === 'function' ? ring : () => ring;
    if (this.#ring().length === 0) throw new TypeError('the key ring is empty');
    this.#subjectKey = subjectKey;
    this.#subjects = new PortalSubjects(lasting);
    this.#keptSeal = new KeptSeal(() => lasting.sealing());
  }

  get currentKid(): string {
    return this.#ring()[0]?.kid ?? '';
  }

  /** Whether a session that began under this key can go on. */
  knows(kid: string): boolean {
    return this.#ring().some((one) => one.kid === kid);
  }

  /** What the page makes the frames of its code from. */
  frameKey(kid: string, sessionId: string): Buffer {
    return this.#derive(kid, 'frame', sessionId);
  }

  /** Which frame of the session this is, of all of them; whether it is still current is the store's to say. */
  findFrame(sessionId: string, frame: string): GenuineFrame | undefined {
    for (const { kid } of this.#ring()) {
      const key = this.frameKey(kid, sessionId);
      for (let index = 0; index < FRAMES_PER_SESSION; index += 1) {
        if (frameOf(key, index) === frame) return { index, kid };
      }
    }
    return undefined;
  }

  /** The frame that is current so many milliseconds after the session began. */
  frameAt(kid: string, sessionId: string, elapsedMs: number): string {
    return frameOf(this.frameKey(kid, sessionId), frameIndex(elapsedMs));
  }

  /**
   * The typed code of a session, bare. Short as it is, two sessions may come to the same; `attempt` makes another.
   * @see RFC 8628 §6.1
   */
  userCode(kid: string, sessionId: string, alphabet: UserCodeAlphabet, attempt: number): string {
    const { characters, length } = USER_CODE_ALPHABETS[alphabet];
    // 256 bits divided by so little: no character is likelier than another by more than 2^-200.
    let rest = BigInt(`0x${this.#derive(kid, 'user code', sessionId, alphabet, String(attempt)).toString('hex')}`);
    const base = BigInt(characters.length);
    const others = Array.from({ length: length - 1 }, () => {
      const character = characters.charAt(Number(rest % base));
      rest /= base;
      return character;
    }).join('');
    return others + userCodeCheck(others, alphabet);
  }

  /** A typed code as it is kept. Too short for a plain hash, which could be searched through. */
  userCodeHash(kid: string, userCode: string): string {
    return this.#derive(kid, 'user code hash', userCode).toString('base64url');
  }

  /** A code that was typed, as it would be kept under each key of the ring, the current one first. */
  userCodeHashes(userCode: string): readonly HashedUserCode[] {
    return this.#ring().map(({ kid }) => ({ kid, hash: this.userCodeHash(kid, userCode) }));
  }

  /** Proves that the consent view was fetched by this claimant: only a scan's answer carries it. */
  consentNonce(kid: string, sessionId: string, claimant: Claimant): string {
    return this.#derive(kid, 'consent', sessionId, claimant.app, claimant.person, claimant.phoneKey).toString(
      'base64url',
    );
  }

  /** Under which key the nonce was made, if it is this claimant's at all. */
  findConsentKid(sessionId: string, claimant: Claimant, nonce: string): string | undefined {
    return this.#ring().find(({ kid }) => sameText(this.consentNonce(kid, sessionId, claimant), nonce))?.kid;
  }

  /**
   * `<session id>.<43 characters>`. Derived from the claim and not from the approval's revision, so that the node
   * knows it before the store is asked and an approval stays one round trip.
   */
  authorizationCode(kid: string, sessionId: string, claimant: Claimant): string {
    const mac = this.#derive(kid, 'code', sessionId, claimant.app, claimant.person, claimant.phoneKey);
    return `${sessionId}.${mac.toString('base64url')}`;
  }

  /** The digits that the claimant is shown after the approval, and types on the desktop. */
  checkCode(kid: string, sessionId: string, claimant: Claimant): string {
    const { app, person, phoneKey } = claimant;
    return digits(this.#derive(kid, 'check code', sessionId, app, person, phoneKey), CHECK_CODE_DIGITS);
  }

  /** A check code as it is kept; good for its session only. */
  checkCodeHash(kid: string, sessionId: string, code: string): string {
    return this.#derive(kid, 'check code hash', sessionId, code).toString('base64url');
  }

  /** (realm, subject) as one opaque word: what is stored and compared, so that no subject lies at rest. */
  person(realm: string, subject: string): string {
    return this.#digest('person', realm, subject);
  }

  /** A phone in one person's hand, as one opaque word. */
  phone({ app, person, phoneKey }: Claimant): string {
    return this.#digest('phone', app, person, phoneKey);
  }

  /** A person with one of their apps, as one opaque word: under it stand the computers that they signed in. */
  signIns(app: string, person: string): string {
    return this.#digest('sign-ins', app, person);
  }

  /** The key of a waiting page, as one opaque word: under it stands who signed in with it, and whether it is blocked. */
  computer(thumbprint: string): string {
    return this.#digest('computer', thumbprint);
  }

  /** A computer's sessions that its page was seen to wait for, as one opaque word. */
  attachedTo(computer: string): string {
    return this.#digest('attached', computer);
  }

  /** The code without which portals that must know it cannot send this person requests, as it is kept. */
  requestCode(word: string, code: string): string {
    return this.#digest('request code', word, code);
  }

  /** A number or an address to which codes are sent, as one opaque word. */
  contact(channel: string, to: string): string {
    return this.#digest('contact', channel, to);
  }

  /** What stands for the phone's key where an app's tokens are bound to none: the same for the same person and client. */
  bearerPhoneKey(issuer: string, subject: string, clientId: string): string {
    return this.#digest('bearer', issuer, subject, clientId);
  }

  /** A portal's own account as one opaque word; with a realm, as far as the apps of that realm map it to their people. */
  account(realm: string, clientId: string, account: string): string {
    return this.#digest('account', realm, clientId, account);
  }

  /** The `sub` that a portal gets; without `pairwise` it is the person's word itself. */
  portalSubject(person: string, pairwise?: PairwiseFor): PortalSubject {
    return this.#subjects.of(person, pairwise);
  }

  /** Whom a portal means by a `sub` of its own; `undefined` when it is none. */
  personOf(portalSubject: string, pairwiseFor?: string): string | undefined {
    return this.#subjects.personOf(portalSubject, pairwiseFor);
  }

  /** The so many-th one-time code of a session: six digits. */
  oneTimeCode(kid: string, sessionId: string, count: number): string {
    return digits(this.#derive(kid, 'one-time code', sessionId, String(count)), ONE_TIME_CODE_DIGITS);
  }

  /** A one-time code as it is kept; good for its session only. */
  oneTimeCodeHash(kid: string, sessionId: string, code: string): string {
    return this.#derive(kid, 'one-time code hash', sessionId, code).toString('base64url');
  }

  /** A text that must be had again but not lie readable in the store: good for its session only. */
  seal(kid: string, sessionId: string, text: string): string {
    return sealUnder(this.#derive(kid, 'seal', sessionId), text);
  }

  /** What was sealed. @throws when it was changed, or is of another session. */
  open(kid: string, sessionId: string, sealed: string): string {
    return openUnder(this.#derive(kid, 'seal', sessionId), sealed);
  }

  /** As {@link seal}, for what outlives the session and the keys of its day. */
  sealKept(sessionId: string, text: string): string {
    return this.#keptSeal.seal(sessionId, text);
  }

  /** What was sealed so; `undefined` when it cannot be opened, as that key is over. */
  openKept(sessionId: string, sealed: string): string | undefined {
    return this.#keptSeal.open(sessionId, sealed);
  }

  /** What proofs of keys made in this window of time must name; every node knows it without having been told. */
  dpopNonce(window: number): string {
    return this.#dpopNonce(this.currentKid, window);
  }

  /** Whether a proof names the nonce of one of these windows, under whichever key of the ring. */
  isDpopNonce(nonce: string, windows: readonly number[]): boolean {
    return windows.some((window) => this.#ring().some(({ kid }) => sameText(this.#dpopNonce(kid, window), nonce)));
  }

  /** For cookies of the OAuth library: the first signs, each checks, so that a rotation ends nobody's sign-in. */
  cookieKeys(): readonly string[] {
    return this.#ring().map(({ kid }) => this.#derive(kid, 'cookie').toString('base64url'));
  }

  #dpopNonce(kid: string, window: number): string {
    return this.#derive(kid, 'dpop nonce', String(window)).toString('base64url');
  }

  #digest(...parts: readonly string[]): string {
    return createHmac('sha256', this.#subjectKey).update(parts.join('\0')).digest('base64url');
  }

  #derive(kid: string, ...parts: readonly string[]): Buffer {
    const key = this.#ring().find((one) => one.kid === kid);
    // It was stolen, or the session is older than any can be.
    if (!key) throw new RefusedError({ code: 'expired_token' });
    return createHmac('sha256', key.secret).update(parts.join('\0')).digest();
  }
}

function always(key: RingKey): LastingKeys {
  const all = (): readonly RingKey[] => [key];
  return { sealing: all, pairwise: all, pairwiseAt: all };
}

/** 64 bits divided by so little: no digit is likelier than another by more than 2^-44. */
function digits(derived: Buffer, length: number): string {
  return String(derived.readBigUInt64BE() % 10n ** BigInt(length)).padStart(length, '0');
}

function frameOf(frameKey: Uint8Array, index: number): string {
  return frameText(createHmac('sha256', frameKey).update(frameMessage(index)).digest());
}
