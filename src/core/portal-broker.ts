import { type Flow, SESSION_ID_LENGTH } from '@saoma/protocol';
import { done, type Outcome } from './outcome.js';
import { isExpired } from './follow.js';
import type { DesktopTicket, Grant, GrantStore, SessionStore, TicketSigner } from './ports.js';
import { tell } from './refusals.js';
import { sameText, sha256 } from './secrets.js';
import type { SessionRecord } from './session-record.js';
import type { Snapshot } from './step.js';
import { TRANSITIONS } from './transitions.js';

/** A session as its authorization code, its device code or its `auth_req_id` finds it. */
export interface FoundSession {
  readonly sessionId: string;
  /** While the record lives. */
  readonly record?: SessionRecord;
  /** Milliseconds in which it can still be redeemed; 0 when it cannot. */
  readonly remainingMs: number;
  /** Once it was redeemed: what of it outlives the record. */
  readonly grant?: Grant;
}

/** What is no code of ours costs no look into the store, and never becomes a key there. */
const CODE = new RegExp(`^[A-Z2-7]{${SESSION_ID_LENGTH}}\\.[\\w-]{43}$`);

/** The portal's side of a session: find it by its code, redeem it once, revoke what came of it. */
export class PortalBroker {
  constructor(
    private readonly sessions: SessionStore,
    private readonly grants: GrantStore,
    private readonly signer: TicketSigner,
  ) {}

  /** Whose code this is: approved, redeemed, or remembered by its grant. Anything else is nobody's. */
  async findCode(code: string): Promise<FoundSession | undefined> {
    if (!CODE.test(code)) return undefined;
    const sessionId = code.slice(0, SESSION_ID_LENGTH);
    const codeHash = sha256(code);
    const snapshot = await this.sessions.read(sessionId);
    const record = snapshot && isCodeOf(codeHash, snapshot) ? snapshot.record : undefined;
    // Before it is redeemed it has given nothing, and who redeems it first is not to wait for a second look.
    const grant = record?.state === 'approved' ? undefined : await this.grants.read(sessionId);
    const remembered = grant?.codeHash !== undefined && sameText(grant.codeHash, codeHash) ? grant : undefined;
    if (!record && !remembered) return undefined;
    return {
      sessionId,
      remainingMs: record?.state === 'approved' ? Math.max(0, Number(record.expires_at) - (snapshot?.nowMs ?? 0)) : 0,
      ...(record && { record }),
      ...(remembered && { grant: remembered }),
    };
  }

  /** Whose token this is; garbage is nobody's. Costs no look into the store. */
  ticket(token: string): DesktopTicket | undefined {
    return this.signer.verify(token);
  }

  /**
   * The session that a device or a portal's backend polls for, whatever became of it. A page's own token finds nothing
   * here: what a page waits for comes back by its code alone.
   */
  async findPolled(ticket: DesktopTicket, flow: Exclude<Flow, 'code'>): Promise<FoundSession | undefined> {
    const { sessionId } = ticket;
    const snapshot = await this.sessions.read(sessionId);
    if (!snapshot) return this.#remembered(ticket, flow);
    if (snapshot.record.flow !== flow || !sameText(snapshot.record.desktop_hash, sha256(ticket.tokenId))) {
      return undefined;
    }
    const { record, nowMs } = snapshot;
    const isOver = isExpired(snapshot);
    // Who polls after the end is rare; who polls before it costs one look.
    const grant = record.state === 'redeemed' ? await this.grants.read(sessionId) : undefined;
    return {
      sessionId,
      record,
      remainingMs: isOver ? 0 : Math.max(0, Number(record.expires_at) - nowMs),
      ...(grant && { grant }),
    };
  }

  /** The token is genuine, so there was a session: its time is up, and its record with it. What it gave may still count. */
  async #remembered({ sessionId }: DesktopTicket, flow: Exclude<Flow, 'code'>): Promise<FoundSession | undefined> {
    const grant = await this.grants.read(sessionId);
    if (grant?.clientId === undefined) return { sessionId, remainingMs: 0 };
    return grant.flow === flow ? { sessionId, remainingMs: 0, grant } : undefined;
  }

  /** It was polled too early: from now on it must be polled more slowly. */
  async slowDown({ sessionId, tokenId }: DesktopTicket): Promise<void> {
    await this.sessions.apply(TRANSITIONS.slow_down, { sessionId, proof: { desktop_hash: sha256(tokenId) } });
  }

  /** Redeems a session: of any number at once exactly one. Refuses with `session_over` whoever comes later. */
  async redeem(sessionId: string, codeHash: string, clientId: string): Promise<Outcome<Snapshot>> {
    const reply = await this.sessions.apply(TRANSITIONS.redeem, {
      sessionId,
      proof: { code_hash: codeHash, client_id: clientId },
    });
    return reply.outcome === 'refused' ? tell(reply) : done(reply);
  }

  /** The right code came with something else that was wrong, and was refused: puts that on record, and changes nothing. */
  async misuse({ sessionId, record }: FoundSession): Promise<void> {
    if (record?.code_hash === undefined) return;
    const proof = { code_hash: record.code_hash, client_id: record.client_id };
    await this.sessions.apply(TRANSITIONS.redeem, { sessionId, proof, misused: true });
  }

  /** A code that was redeemed came again: what it gave is revoked, and the phone must not go on showing success. */
  async revoke({ sessionId, record }: FoundSession): Promise<void> {
    if (record?.code_hash === undefined) return;
    await this.sessions.apply(TRANSITIONS.revoke, {
      sessionId,
      proof: { code_hash: record.code_hash, client_id: record.client_id },
      set: { reason: 'not_completed' },
    });
  }
}

/** A session that a device or a backend polls for has no code for a page. */
function isCodeOf(codeHash: string, { record }: Snapshot): boolean {
  if (record.flow !== undefined) return false;
  const redeemable = record.state === 'approved' || record.state === 'redeemed';
  return redeemable && record.code_hash !== undefined && sameText(record.code_hash, codeHash);
}
