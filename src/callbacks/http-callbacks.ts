import type { JWK } from 'jose';
import type { App, Callbacks, GrantStore, Ping, Portal, SignedOut } from '../core/ports.js';
import { Deliveries, type Delivery } from './deliveries.js';
import { Poster } from './poster.js';
import { PublicAddresses } from './public-addresses.js';
import { SignedNotices } from './signed-notices.js';

/** What could not be told, to whom, and why: for the log, so never what it was about. */
export interface Undelivered {
  readonly notice: 'logout' | 'ping' | 'push';
  /** The portal's `client_id`, or the app's id. */
  readonly to: string;
  /** One word for each attempt: a status or a failure. */
  readonly reason: string;
}

export interface HttpCallbacksParts {
  /** The broker's own, which is its issuer. */
  readonly origin: string;
  /** Private ES256 keys of the moment; the first signs. */
  readonly signing: () => readonly JWK[];
  readonly grants: Pick<GrantStore, 'note'>;
  /** Where others' services may be although nobody outside could reach them: addresses or CIDR ranges. */
  readonly networks: readonly string[];
  readonly report: (undelivered: Undelivered) => void;
  readonly patience?: Patience;
  readonly poster?: Poster;
}

/** Pauses between attempts, and what the end of the process waits for. */
interface Patience {
  readonly logoutMs: readonly number[];
  readonly noticeMs: readonly number[];
  readonly lastChanceMs?: number;
}

/** A portal that is being deployed is back within minutes; a request waits two at most, and is found without a notice too. */
const PATIENCE: Patience = { logoutMs: [1_000, 5_000, 30_000, 120_000], noticeMs: [500, 3_000] };

/** Tells portals and apps' services by HTTP, at addresses that the registry names. */
export class HttpCallbacks implements Callbacks {
  readonly #parts: HttpCallbacksParts;
  readonly #patience: Patience;
  readonly #notices: SignedNotices;
  readonly #deliveries: Deliveries;

  constructor(parts: HttpCallbacksParts) {
    this.#parts = parts;
    this.#patience = parts.patience ?? PATIENCE;
    this.#notices = new SignedNotices(parts.origin, parts.signing);
    const poster = parts.poster ?? new Poster(new PublicAddresses(parts.networks));
    this.#deliveries = new Deliveries(poster, this.#patience.lastChanceMs);
  }

  logout(portal: Portal, grant: SignedOut): void {
    const { backchannelLogoutUri: url, clientId } = portal;
    if (url !== undefined) this.#deliveries.follow(this.#logout(url, clientId, portal, grant));
  }

  ping({ clientId, delivery }: Portal, { authReqId, token }: Ping): void {
    if (delivery === 'poll') return;
    this.#tell('ping', clientId, delivery.pingUri, () => ({
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ auth_req_id: authReqId }),
    }));
  }

  push(app: App, handle: string): void {
    if (app.pushUri === undefined) return;
    this.#tell('push', app.appId, app.pushUri, async () => ({
      headers: { 'content-type': 'application/jwt' },
      body: await this.#notices.push(app, handle),
    }));
  }

  /** Gives what is on its way a last chance. */
  close(): Promise<void> {
    return this.#deliveries.close();
  }

  async #logout(url: string, clientId: string, portal: Portal, grant: SignedOut): Promise<void> {
    const isTaken = await this.#deliver('logout', clientId, {
      url,
      // With an id of its own each time: a portal that took one whose answer was lost would refuse it as replayed.
      message: async () => ({
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ logout_token: await this.#notices.logoutToken(portal, grant) }).toString(),
      }),
      pausesMs: this.#patience.logoutMs,
      // Its word that it ends no such session (§2.8). Whatever else it says may change.
      isFinal: (status) => status === 400,
    });
    const outcome = isTaken ? 'delivered' : 'undelivered';
    try {
      await this.#parts.grants.note(grant.sessionId, { event: 'backchannel_logout', outcome });
    } catch {
      this.#parts.report({ notice: 'logout', to: clientId, reason: `${outcome}, but the store was away` });
    }
  }

  #tell(notice: 'ping' | 'push', to: string, url: string, message: Delivery['message']): void {
    const isFinal = (status: number): boolean => status < 500 && status !== 429;
    this.#deliveries.follow(this.#deliver(notice, to, { url, message, pausesMs: this.#patience.noticeMs, isFinal }));
  }

  async #deliver(notice: Undelivered['notice'], to: string, delivery: Delivery): Promise<boolean> {
    const reason = await this.#deliveries.deliver(delivery);
    if (reason !== undefined) this.#parts.report({ notice, to, reason });
    return reason === undefined;
  }
}
