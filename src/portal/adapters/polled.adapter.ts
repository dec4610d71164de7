import type { Flow } from '@saoma/protocol';
import Provider, { type AdapterPayload, errors } from 'oidc-provider';
import { grantedScope } from '../../core/limited.js';
import { type PollPace, pollIntervalS } from '../../core/poll-pace.js';
import type { FoundSession, PortalBroker } from '../../core/portal-broker.js';
import type { DesktopTicket, DocumentStore } from '../../core/ports.js';
import type { SessionRecord } from '../../core/session-record.js';
import { MOST_SLOW_DOWNS } from '../../core/transitions.js';
import type { Accounts } from '../accounts.js';
import type { PolledStarts } from '../polled-starts.js';
import type { SessionInHand } from '../session-in-hand.js';
import { REMEMBERED_S, sessionResult } from '../session-result.js';
import { DocumentAdapter } from './document.adapter.js';

/** The library's models of what is polled for, and what they are here. */
const FLOWS = { DeviceCode: 'device', BackchannelAuthenticationRequest: 'ciba' } as const satisfies Record<
  string,
  Exclude<Flow, 'code'>
>;

export interface PolledParts {
  readonly documents: DocumentStore;
  readonly broker: PortalBroker;
  readonly pace: PollPace;
  readonly inHand: SessionInHand;
  readonly accounts: Accounts;
  readonly starts: PolledStarts;
}

/**
 * Device codes and `auth_req_id`s as a projection of sessions: each is the token of a session that nobody's page holds. To
 * begin one is to start a session, to consume it is the table's `redeem`, which one caller wins.
 * @see RFC 8628 §3.5, OpenID CIBA Core §11
 */
export class PolledAdapter extends DocumentAdapter {
  readonly #parts: PolledParts;
  readonly #flow: Exclude<Flow, 'code'>;
  readonly #kind: keyof typeof FLOWS;

  constructor(kind: keyof typeof FLOWS, parts: PolledParts) {
    super(kind, parts.documents);
    this.#kind = kind;
    this.#flow = FLOWS[kind];
    this.#parts = parts;
  }

  /** What the library would keep is in the session; what it would answer is replaced by what the session is known by. */
  override async upsert(_id: string, payload: AdapterPayload): Promise<void> {
    await this.#parts.starts.start(this.#flow, payload);
  }

  override async find(token: string): Promise<AdapterPayload | undefined> {
    const { broker, inHand, accounts } = this.#parts;
    const ticket = broker.ticket(token);
    const found = ticket && (await broker.findPolled(ticket, this.#flow));
    if (!ticket || !found) return undefined;
    inHand.keep(found);
    const nowS = Math.floor(Date.now() / 1_000);
    const { record } = found;
    const known = { jti: token, kind: this.#kind, iat: nowS, clientId: ticket.clientId };
    const living = { ...known, exp: nowS + REMEMBERED_S, scope: record ? grantedScope(record) : found.grant?.scope };
    // What it gave outlives it, and so does the right of a replay to end that.
    if (!record && found.grant) return { ...living, ...sessionResult(found, accounts), consumed: nowS };
    if (!record || this.#isExpired(found, record)) return { ...known, exp: nowS - 1 };
    switch (record.state) {
      case 'approved':
        return { ...living, ...sessionResult(found, accounts) };
      case 'redeemed':
        return { ...living, ...sessionResult(found, accounts), consumed: nowS };
      case 'denied':
      case 'cancelled':
        return { ...living, error: 'access_denied', errorDescription: 'the person did not approve' };
      case 'pending':
      case 'scanned':
      case 'checking':
        await this.#demandPatience(ticket, record);
        return living;
    }
  }

  /** Whoever loses the race is refused and revokes nothing: the winner's tokens are rightly its own. */
  override async consume(token = ''): Promise<void> {
    const { broker, inHand, pace } = this.#parts;
    const ticket = broker.ticket(token);
    const record = ticket && inHand.get(ticket.sessionId)?.record;
    // What was declined is told as often as it is asked for; there is nothing to spend.
    if (!ticket || record?.state !== 'approved') return;
    const redeemed = await broker.redeem(ticket.sessionId, record.code_hash ?? '', ticket.clientId);
    pace.forget(ticket.sessionId);
    if (!redeemed.ok) throw new errors.InvalidGrant(`it was redeemed already (${redeemed.code})`);
  }

  override async revokeByGrantId(sessionId?: string): Promise<void> {
    const found = this.#parts.inHand.get(sessionId);
    if (found) await this.#parts.broker.revoke(found);
  }

  /** Only its own client can make a device wait longer. */
  async #demandPatience(ticket: DesktopTicket, record: SessionRecord): Promise<void> {
    const { broker, pace } = this.#parts;
    if (Provider.ctx?.oidc.client?.clientId !== record.client_id) return;
    if (pace.admits(ticket.sessionId, pollIntervalS(record))) return;
    // Once it cannot be widened any more nothing is written, however often somebody asks.
    if (Number(record.slow_downs ?? 0) < MOST_SLOW_DOWNS) await broker.slowDown(ticket);
    throw new errors.SlowDown();
  }

  #isExpired({ remainingMs }: FoundSession, { state }: SessionRecord): boolean {
    return remainingMs === 0 && !['redeemed', 'denied', 'cancelled'].includes(state);
  }
}
