import { type AdapterPayload, errors } from 'oidc-provider';
import type { DocumentStore } from '../../core/ports.js';
import type { SignIns } from '../../core/sign-ins.js';
import type { CodeInHand } from '../code-in-hand.js';
import { HashedAdapter } from './hashed.adapter.js';

/**
 * Refresh tokens: each is good for one use and gives the next, and all of them end with the sign-in they came from. One that
 * comes again ends it: either its thief or its owner was there before (RFC 9700 §4.14.2).
 */
export class RefreshTokenAdapter extends HashedAdapter {
  constructor(
    documents: DocumentStore,
    private readonly signIns: SignIns,
    private readonly inHand: CodeInHand,
  ) {
    super('RefreshToken', documents);
  }

  override async find(id: string): Promise<AdapterPayload | undefined> {
    const [payload, isUsed] = await Promise.all([super.find(id), this.findUsed(id)]);
    const grant = payload?.grantId === undefined ? undefined : await this.signIns.use(payload.grantId);
    if (!payload?.grantId || !grant) return undefined;
    this.inHand.keep({ sessionId: payload.grantId, remainingMs: 0, grant });
    return { ...payload, ...(isUsed && { consumed: Math.floor(Date.now() / 1_000) }) };
  }

  /** Whoever loses the race is refused and ends nothing: the winner's tokens are rightly its own. */
  override async consume(id = ''): Promise<void> {
    const payload = await super.find(id);
    const lifeMs = Math.max(1, (payload?.exp ?? 0) * 1_000 - Date.now());
    if (!payload || !(await this.use(id, lifeMs))) throw new errors.InvalidGrant('refresh token is spent');
  }
}
