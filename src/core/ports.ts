import type { ContactChannel, Flow, LocalizedText, Purpose, SignOutReason } from '@saoma/protocol';
import type { AuditEntry, LockEntry } from './audit.js';
import type { App, Operator, Portal } from './registrations.js';
import type { OperatorAct, Snapshot, StepInput, StepReply } from './step.js';
import type { Transition } from './transition.js';

export type { AuditEntry, AuditFeed, LockEntry } from './audit.js';
export type { Count, LimitName, Limits } from './limits.js';
export type {
  App,
  JsonWebKeySet,
  NetworkList,
  Operator,
  PolicyAction,
  PolicyRule,
  Portal,
  PortalAuth,
  StartedBy,
} from './registrations.js';
export { AUDIT_DETAILS, CONFIRMS, POLICY_ACTIONS, STARTED_BY } from './registrations.js';
export type { OperatorAct } from './step.js';

/**
 * Where sessions live. Every event is one atomic step: state, audit entry and push together. All times are the
 * store's own, so that a node with a wrong clock changes nothing.
 *
 * A store that cannot be reached rejects with {@link StoreUnavailable}; nothing is then known to be written.
 */
export interface SessionStore {
  /** Applies one row of the table, or says why not. */
  apply(row: Transition, input: StepInput): Promise<StepReply>;
  /** The session as it stands, also an expired or ended one within its grace. */
  read(sessionId: string): Promise<Snapshot | undefined>;
  /**
   * Calls back with every later state of the session, newest last; after a lost link, with the state read anew.
   * Resolves once the subscription stands, so that a read after it misses nothing.
   */
  watch(sessionId: string, onChange: (snapshot: Snapshot) => void): Promise<Unwatch>;
  /** What happened to a session, oldest first. */
  audit(sessionId: string): Promise<readonly AuditEntry[]>;
}

export type Unwatch = () => void;

/**
 * What one session gave: the tokens issued from it look here, and die together when it is revoked. Its id is the
 * session's; it lives as long as the person is signed in, and no token of it lives longer.
 */
export interface GrantStore {
  read(sessionId: string): Promise<Grant | undefined>;
  /** Keeps what later look-ups need. Never clears a revocation that came first. Resolves to what stands from then on. */
  open(sessionId: string, grant: GrantFacts, lifeMs: number): Promise<Grant>;
  /** Something of it was used just now. */
  touch(sessionId: string): Promise<void>;
  /**
   * Ends all of it, on record with why. Resolves to what it was for exactly one of any number of calls at once, and to
   * `undefined` for all others.
   */
  revoke(sessionId: string, lifeMs: number, why: GrantEnd): Promise<Grant | undefined>;
  /** Puts on the session's trail what became of telling others. */
  note(sessionId: string, note: GrantNote): Promise<void>;
}

/** What outlives the session's record: enough to recognise its code again, whose it was, and where it is in use. */
export interface GrantFacts {
  readonly clientId: string;
  readonly accountId: string;
  readonly scope: string;
  readonly codeHash: string;
  /** JSON, sealed: what the portal is told of the person, whenever it asks. */
  readonly claims: string;
  readonly redirectUri?: string;
  readonly codeChallenge?: string;
  readonly flow?: Exclude<Flow, 'code'>;
  /** Issuer of the app that approved it, and the digest of (realm, subject). Absent where nobody was signed in. */
  readonly app?: string;
  readonly person?: string;
  /** The computer that is signed in, as one opaque word, where its page has a key. */
  readonly computer?: string;
  /** As whom: JSON, sealed, where it is not themselves. */
  readonly identity?: string;
  /** What people decided, as their phones signed it: JWSs, space-separated, sealed. */
  readonly receipts?: string;
  /** Sealed, both. */
  readonly userAgent?: string;
  readonly address?: string;
}

/** A grant may be revoked before it was opened; then only the mark is there. */
export interface Grant extends Partial<GrantFacts> {
  readonly revoked: boolean;
  readonly openedMsAgo?: number;
  /** Since it was opened or touched. */
  readonly seenMsAgo?: number;
}

/**
 * Why what a session gave is worth nothing any more: the person signed it out, the portal did, its code was replayed, or the
 * person is signed in on more computers than their list can show.
 */
export type GrantEnd = SignOutReason | 'ended_by_portal' | 'replayed' | 'too_many';

/** Whether a portal could be told that somebody is signed out. */
export interface GrantNote {
  readonly event: 'backchannel_logout';
  readonly outcome: 'delivered' | 'undelivered';
}

/** Small things with an end: spent proofs, the OAuth library's tokens. */
export interface DocumentStore {
  put(key: string, value: string, lifeMs: number): Promise<void>;
  /** Whether the key was free: of any number of simultaneous calls exactly one is told `true`. */
  putIfAbsent(key: string, value: string, lifeMs: number): Promise<boolean>;
  get(key: string): Promise<string | undefined>;
  delete(key: string): Promise<void>;
}

/**
 * Which sessions an opaque word leads to, be it of a phone, of a person, of a person's app or of a computer: a hint where
 * to look, never the truth about any of them. The people of a computer are kept the same way.
 */
export interface SessionIndex {
  /** Notes a session for so long at least. The oldest of more than `most` make room; resolves to those. */
  add(word: string, sessionId: string, lifeMs: number, most: number): Promise<readonly string[]>;
  remove(word: string, sessionId: string): Promise<void>;
  /** Newest first. */
  list(word: string): Promise<readonly string[]>;
}

/** Where somebody may be kept out: at the phone's door, at the one for one-time codes, where a computer starts. */
export type Gate = 'phone' | 'factor' | 'computer';

/**
 * What stands against a person: wrong one-time codes in a row, and an operator's lock; or against a computer: that somebody
 * said *this was not me* of it. Both are named by opaque words.
 */
export interface LockStore {
  read(subject: string): Promise<Standing>;
  /**
   * Counts a try at a one-time code before it is looked at, so that many at once count as many. Not counted, and refused,
   * while the factor is locked. Every so many in a row lock it for a while, as the table of core/locks.ts says.
   */
  countTry(subject: string): Promise<Admittance>;
  /** Whether somebody may come in there. Looked up and, where it is refused, put on record in one: the first in ten minutes. */
  admit(subject: string, gate: Gate): Promise<Admittance>;
  /** The try was right: the count begins anew. An operator's lock stays. */
  succeed(subject: string): Promise<void>;
  /** An operator's lock on the person, on record with who and why. */
  lock(subject: string, act: OperatorAct): Promise<Standing>;
  /** Takes the operator's lock and the factor's away, and the count with it; on record with who and why. */
  unlock(subject: string, act: OperatorAct): Promise<Standing>;
  /** Nothing starts with the computer's key for so long, on record. Resolves to whether it is blocked only since now. */
  block(computer: string, lifeMs: number): Promise<boolean>;
  /** What operators did about a person and which locks came by themselves, oldest first. */
  audit(subject: string): Promise<readonly LockEntry[]>;
}

export interface Standing {
  /** Wrong one-time codes in a row. */
  readonly failures: number;
  /** While the factor is locked. `untilUnlocked`: only an operator ends it. */
  readonly factorLock?: { readonly remainingMs: number } | { readonly untilUnlocked: true };
  /** While an operator has locked the person. */
  readonly operatorLock?: OperatorAct & { readonly atMs: number };
  /** While a computer is blocked. */
  readonly blockedMs?: number;
}

export type Admittance = { readonly allowed: true } | { readonly allowed: false; readonly standing: Standing };

/** Carries one-time codes to where a person can be reached. */
export interface CodeSender {
  readonly channel: ContactChannel;
  /** Resolves once whoever carries it has taken it on. @throws MessageNotSent */
  send(message: CodeMessage): Promise<void>;
}

export interface CodeMessage {
  /** The same for every attempt at one message: who gets it twice delivers it once. */
  readonly id: string;
  /** E.164, or an e-mail address. */
  readonly to: string;
  readonly code: string;
  readonly portal: LocalizedText;
  readonly purpose: Purpose;
  readonly language: keyof LocalizedText;
  readonly expiresInMs: number;
}

/** Nobody took the message on. The same may be tried again. */
export class MessageNotSent extends Error {
  override readonly name = 'MessageNotSent';
}

/**
 * Tells portals and apps' services what happened, where they registered to be told. None of these waits or rejects: what
 * could not be delivered is tried again, and in the end noted.
 */
export interface Callbacks {
  /** A person is signed out at the portal. @see OpenID Connect Back-Channel Logout §2.5 */
  logout(portal: Portal, grant: SignedOut): void;
  /** A request that the portal sent is decided. @see OpenID CIBA Core §10.2 */
  ping(portal: Portal, ping: Ping): void;
  /** A request waits for whom the app's own push service knows by this handle. Nothing else is told. */
  push(app: App, handle: string): void;
}

/**
 * Fetches the public keys of a portal or an app from where they are registered: the answer as it came. Rejects where there
 * is none, and where they may not be.
 */
export type FetchKeys = (uri: string) => Promise<Response>;

export interface SignedOut {
  readonly sessionId: string;
  /** As this portal knows them. */
  readonly sub: string;
}

export interface Ping {
  readonly authReqId: string;
  /** `client_notification_token`: what the portal knows the broker by. */
  readonly token: string;
}

/** The store cannot be reached, or not enough replicas confirmed. The same request may be sent again. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** Time of this process: only for timers and for the memory store. */
export interface Clock {
  nowMs(): number;
  /** Calls back once; returns how to call it off. */
  after(delayMs: number, callback: () => void): () => void;
}

/** Cryptographic randomness. */
export interface Random {
  bytes(length: number): Uint8Array;
}

/** One key of the ring. */
export interface RingKey {
  readonly kid: string;
  /** 32 bytes or more. */
  readonly secret: Uint8Array;
}

/** The keys of the ring that are believed at the moment, the current one first. */
export type LiveRing = () => readonly RingKey[];

/** Keys of what outlives sessions. */
export interface LastingKeys {
  /** Of what is kept sealed for as long as somebody is signed in: those that are believed now, the current one first. */
  sealing(): readonly RingKey[];
  /** Of pairwise `sub`s: under each of these one names its person now. */
  pairwise(): readonly RingKey[];
  /**
   * The key of pairwise `sub`s that was current at a moment, and then those before it that are believed now, the latest first.
   * @param atMs of the store's clock, so that all nodes find the same
   */
  pairwiseAt(atMs: number): readonly RingKey[];
}

/** What a desktop token says. Its life is the record's affair. */
export interface DesktopTicket {
  readonly sessionId: string;
  readonly clientId: string;
  /** The secret; the record holds its SHA-256. */
  readonly tokenId: string;
  readonly kid: string;
  /** The page's key, where it has one: then the token counts with proofs of that key only. */
  readonly jkt?: string;
}

/** Makes and checks desktop tokens. Garbage is refused here, before anything touches the store. */
export interface TicketSigner {
  sign(ticket: DesktopTicket): string;
  verify(token: string): DesktopTicket | undefined;
}

/** Portals and apps as they are registered at this moment. */
export interface Registry {
  portal(clientId: string): Portal | undefined;
  portals(): readonly Portal[];
  app(issuer: string): App | undefined;
  apps(): readonly App[];
  operators(): readonly Operator[];
  /** Whether any portal has this origin: enough for a preflight, never for an answer. */
  hasOrigin(origin: string): boolean;
}

/** A portal's backend, known by its access token. */
export interface PortalTokens {
  /** The portal whose token this is, if it is valid and carries the scope. */
  verify(accessToken: string, scope: string): Promise<string | undefined>;
}
