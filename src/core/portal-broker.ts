import { SESSION_ID_LENGTH } from '@saoma/protocol';
import { done, type Outcome } from './outcome.js';
import type { Grant, GrantStore, SessionStore } from './ports.js';
import { tell } from './refusals.js';
import { sameText, sha256 } from './secrets.js';
import type { SessionRecord } from './session-record.js';
import type { Snapshot } from './step.js';
import { TRANSITIONS } from './transitions.js';

/** A session as its authorization code finds it. */
export interface CodeOwner {
  readonly sessionId: string;
  /** While the record lives. */
  readonly record?: SessionRecord;
  /** Milliseconds in which the code can still be redeemed; 0 when it cannot. */
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
  ) {}

  /** Whose code this is: approved, redeemed, or remembered by its grant. Anything else is nobody's. */
  async findCode(code: string): Promise<CodeOwner | undefined> {
    if (!CODE.test(code)) return undefined;
    const sessionId = code.slice(0, SESSION_ID_LENGTH);
    const codeHash = sha256(code);
    const [snapshot, grant] = await Promise.all([this.sessions.read(sessionId), this.grants.read(sessionId)]);
    const record = snapshot && isCodeOf(codeHash, snapshot) ? snapshot.record : undefined;
    const remembered = grant?.codeHash !== undefined && sameText(grant.codeHash, codeHash) ? grant : undefined;
    if (!record && !remembered) return undefined;
    return {
      sessionId,
      remainingMs: record?.state === 'approved' ? Math.max(0, Number(record.expires_at) - (snapshot?.nowMs ?? 0)) : 0,
      ...(record && { record }),
      ...(remembered && { grant: remembered }),
    };
  }

  /** Redeems it: of any number at once exactly one. Refuses with `session_over` whoever comes later. */
  async redeem(code: string, clientId: string): Promise<Outcome<Snapshot>> {
    const reply = await this.sessions.apply(TRANSITIONS.redeem, {
      sessionId: code.slice(0, SESSION_ID_LENGTH),
      proof: { code_hash: sha256(code), client_id: clientId },
    });
    return reply.outcome === 'refused' ? tell(reply) : done(reply);
  }

  /** A code that was redeemed came again: what it gave is revoked, and the phone must not go on showing success. */
  async revoke({ sessionId, record }: CodeOwner): Promise<void> {
    if (record?.code_hash === undefined) return;
    await this.sessions.apply(TRANSITIONS.revoke, {
      sessionId,
      proof: { code_hash: record.code_hash, client_id: record.client_id },
      set: { reason: 'not_completed' },
    });
  }
}

function isCodeOf(codeHash: string, { record }: Snapshot): boolean {
  const redeemable = record.state === 'approved' || record.state === 'redeemed';
  return redeemable && record.code_hash !== undefined && sameText(record.code_hash, codeHash);
}
