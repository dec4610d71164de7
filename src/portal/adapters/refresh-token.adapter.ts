import Provider, { type AdapterPayload, errors } from 'oidc-provider';
import type { DocumentStore } from '../../core/ports.js';
import type { SignIns } from '../../core/sign-ins.js';
import type { SessionInHand } from '../session-in-hand.js';
import { HashedAdapter } from './hashed.adapter.js';

/** A client that sends one request several times at once, or again because its answer was slow, is no thief. */
const REPEATED_WITHIN_MS = 10_000;

/**
 * Refresh tokens: each is good for one use and gives the next, and all of them end with the sign-in they came from. One that
 * comes again ends it: either its thief or its owner was there before (RFC 9700 §4.14.2). Within seconds of its use it is only
 * refused.
 */
export class RefreshTokenAdapter extends HashedAdapter {
  constructor(
    documents: DocumentStore,
    private readonly signIns: SignIns,
    private readonly inHand: SessionInHand,
    private readonly nowMs: () => number,
  ) {
    super('RefreshToken', documents);
  }

  /** Its grant's mark ends it, and stays to be found: a revocation that got half way can so be sent again. */
  override destroy(): Promise<void> {
    return Promise.resolve();
  }

  override async find(id: string): Promise<AdapterPayload | undefined> {
    const [payload, use] = await Promise.all([super.find(id), this.findUse(id)]);
    const grant = payload?.grantId === undefined ? undefined : await this.signIns.use(payload.grantId);
    if (!payload?.grantId || !grant) return undefined;
    if (use !== undefined && this.#isRepeated(use)) return undefined;
    this.inHand.keep({ sessionId: payload.grantId, remainingMs: 0, grant });
    return { ...payload, ...(use !== undefined && { consumed: Math.floor(Date.now() / 1_000) }) };
  }

  /** Whoever loses the race is refused and ends nothing: the winner's tokens are rightly its own. */
  override async consume(id = ''): Promise<void> {
    const payload = await super.find(id);
    const lifeMs = Math.max(1, (payload?.exp ?? 0) * 1_000 - Date.now());
    if (!payload || !(await this.use(id, lifeMs, String(this.nowMs())))) {
      throw new errors.InvalidGrant('refresh token is spent');
    }
  }

  /** By the nodes' own clocks: wrong ones move these seconds, and give nobody a token. Elsewhere it is not used, but ended. */
  #isRepeated(usedAtMs: string): boolean {
    return Provider.ctx?.oidc.route === 'token' && this.nowMs() - Number(usedAtMs) < REPEATED_WITHIN_MS;
  }
}
