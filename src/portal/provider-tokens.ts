import type { Clock, PortalTokens } from '../core/ports.js';
import { sha256 } from '../core/secrets.js';
import type { LiveProvider } from './live-provider.js';

/** A backend starts many sessions with one token; so long it need not be looked up again. */
const REMEMBERED_MS = 30_000;

/** Far more backends than a broker has. */
const MOST_REMEMBERED = 1_000;

interface Remembered {
  readonly clientId: string;
  readonly scopes: ReadonlySet<string>;
  readonly untilMs: number;
}

/**
 * Access tokens of portals' backends, as the library issued them. A token that was found is remembered for half a
 * minute by its hash, which is safe because it cannot be revoked, and whether its portal is still registered is looked
 * at with every start.
 */
export class ProviderTokens implements PortalTokens {
  readonly #remembered = new Map<string, Remembered>();

  constructor(
    private readonly provider: LiveProvider,
    private readonly clock: Clock,
  ) {}

  async verify(accessToken: string, scope: string): Promise<string | undefined> {
    const hash = sha256(accessToken);
    const known = this.#remembered.get(hash);
    const token = known && known.untilMs > this.clock.nowMs() ? known : await this.#find(accessToken, hash);
    return token?.scopes.has(scope) ? token.clientId : undefined;
  }

  async #find(accessToken: string, hash: string): Promise<Remembered | undefined> {
    this.#remembered.delete(hash);
    const token = await this.provider.current.ClientCredentials.find(accessToken);
    // No way down from DPoP to Bearer (RFC 9449 §7.2): where sessions are started nobody asks for a proof.
    if (token?.clientId === undefined || token.isSenderConstrained()) return undefined;
    const untilMs = this.clock.nowMs() + Math.min(REMEMBERED_MS, token.remainingTTL * 1_000);
    const found = { clientId: token.clientId, scopes: token.scopes, untilMs };
    const [oldest] = this.#remembered.size >= MOST_REMEMBERED ? this.#remembered.keys() : [];
    if (oldest !== undefined) this.#remembered.delete(oldest);
    this.#remembered.set(hash, found);
    return found;
  }
}
