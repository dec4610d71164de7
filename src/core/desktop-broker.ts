import { base32, isTerminal, type Purpose, SESSION_ID_LENGTH, type UserCodeAlphabet } from '@saoma/protocol';
import type { Computers } from './computers.js';
import { follow, isExpired, type Listener } from './follow.js';
import { maskAddress } from './mask.js';
import { done, type Outcome, refused } from './outcome.js';
import type {
  Clock,
  DesktopTicket,
  DocumentStore,
  Portal,
  Random,
  Registry,
  SessionStore,
  TicketSigner,
} from './ports.js';
import { tell } from './refusals.js';
import { sameText, type Secrets, sha256 } from './secrets.js';
import type { Snapshot } from './step.js';
import { CEILING_MS, TRANSITIONS } from './transitions.js';
import type { Fields } from './session-record.js';
import { demandsOf, type StartOrder } from './start-order.js';
import { USER_CODE_ATTEMPTS, userCodeKey } from './user-code-key.js';

export interface Started {
  /** The desktop token. */
  readonly token: string;
  readonly snapshot: Snapshot;
  /** Of a session that a device waits for: the typed code, bare. */
  readonly userCode?: string;
}

/** 120 random bits beside the ten that name the partition. */
const SESSION_ID_BYTES = 17;
const TOKEN_ID_BYTES = 16;

/** The desktop's side of a session: start it, watch it, extend it, throw it away. */
export class DesktopBroker {
  constructor(
    private readonly sessions: SessionStore,
    private readonly documents: DocumentStore,
    private readonly registry: Registry,
    private readonly secrets: Secrets,
    private readonly signer: TicketSigner,
    private readonly random: Random,
    private readonly clock: Clock,
    private readonly computers: Computers,
  ) {}

  /**
   * Begins a session. Refuses with `invalid_client`, `unauthorized_client`, `invalid_request`, `invalid_redirect_uri` or
   * `desktop_not_trusted`.
   * @throws StoreUnavailable
   */
  async start(order: StartOrder): Promise<Outcome<Started>> {
    const portal = this.registry.portal(order.clientId);
    if (!portal) return refused('invalid_client', { detail: 'client_id is not registered' });
    const demands = demandsOf(order, portal, this.secrets);
    if (!demands.ok) return demands;
    const way = wayBack(order, portal);
    if (!way.ok) return way;
    const desktop = desktopOf(order, portal);
    if (!desktop.ok) return desktop;

    const sessionId = base32(this.random.bytes(SESSION_ID_BYTES)).slice(0, SESSION_ID_LENGTH);
    const tokenId = Buffer.from(this.random.bytes(TOKEN_ID_BYTES)).toString('base64url');
    const kid = this.secrets.currentKid;
    const jkt = order.desktop && { jkt: order.desktop.jkt };
    const token = this.signer.sign({ sessionId, clientId: portal.clientId, tokenId, kid, ...jkt });
    // A device shows it from the beginning (RFC 8628 §3.2); pages ask when somebody cannot scan.
    const typed = order.by === 'device' ? await this.#reserveUserCode(sessionId, kid, 'letters', 0) : undefined;
    const reply = await this.sessions.apply(TRANSITIONS.start, {
      sessionId,
      set: {
        kid,
        desktop_hash: sha256(tokenId),
        client_id: portal.clientId,
        purpose: order.purpose,
        scope: order.scope,
        ...way.value,
        trusted_apps: this.#trustedApps(portal, order.purpose).join(' '),
        ...demands.value,
        ...desktop.value,
        ...(order.contacts && { contacts: this.secrets.seal(kid, sessionId, JSON.stringify(order.contacts)) }),
        ...(typed && { user_code_hash: typed.hash }),
        ...(order.dpopJkt !== undefined && { dpop_jkt: order.dpopJkt }),
        ...(order.bindingMessage !== undefined && { binding_message: order.bindingMessage }),
        ...(order.notificationToken !== undefined && {
          ping: this.secrets.seal(kid, sessionId, JSON.stringify({ authReqId: token, token: order.notificationToken })),
        }),
        ...(order.state !== undefined && { state_param: order.state }),
        ...(order.nonce !== undefined && { nonce: order.nonce }),
        ...(order.acrValues !== undefined && { acr_values: order.acrValues }),
        ...(order.uiLocales !== undefined && { ui_locales: order.uiLocales }),
        ...(order.userAgent !== undefined && { desktop_user_agent: order.userAgent }),
        ...(order.address !== undefined && { desktop_address: order.address }),
        ...(portal.auditDetails.length > 0 && { audit_details: portal.auditDetails.join(' ') }),
      },
      ...(portal.auditDetails.length > 0 && {
        details: { network: maskAddress(order.address ?? ''), browser: order.userAgent },
      }),
    });
    if (reply.outcome === 'refused') return tell(reply);
    return done({ token, snapshot: reply, ...(typed && { userCode: typed.code }) });
  }

  /** Whose token this is; garbage is nobody's. Costs no look into the store. */
  ticket(token: string): DesktopTicket | undefined {
    return this.signer.verify(token);
  }

  /** The session as it stands, also expired or ended. Refuses with `session_not_found`. */
  async read(ticket: DesktopTicket): Promise<Outcome<Snapshot>> {
    const snapshot = await this.sessions.read(ticket.sessionId);
    return snapshot && owns(ticket, snapshot) ? done(snapshot) : refused('session_not_found');
  }

  /**
   * Tells every newer state, beginning with the present one. Refuses with `session_not_found`.
   * @returns how to stop.
   */
  async follow(ticket: DesktopTicket, listener: Listener): Promise<Outcome<() => void>> {
    let foreign = false;
    const { sessionId, jkt } = ticket;
    const [followed, attached] = await Promise.allSettled([
      follow(this.sessions, this.clock, sessionId, (snapshot) => {
        if (!snapshot || owns(ticket, snapshot)) listener(snapshot);
        else foreign = true;
      }),
      jkt === undefined ? undefined : this.computers.attach(jkt, sessionId),
    ]);
    if (followed.status === 'rejected') throw followed.reason;
    const stop = followed.value;
    if (attached.status === 'rejected') {
      stop?.();
      throw attached.reason;
    }
    if (stop && !foreign) return done(stop);
    stop?.();
    return refused('session_not_found');
  }

  extend(ticket: DesktopTicket): Promise<Outcome<Snapshot>> {
    return this.#command('extend', ticket);
  }

  cancel(ticket: DesktopTicket): Promise<Outcome<Snapshot>> {
    return this.#command('cancel', ticket);
  }

  /**
   * The typed code of the session, bare; the same whenever it is asked for again. Refuses as any command does that needs
   * a session that waits, and a sixth change of the alphabet as well.
   */
  async userCode(ticket: DesktopTicket, alphabet: UserCodeAlphabet): Promise<Outcome<string>> {
    const { sessionId, kid, tokenId } = ticket;
    const session = await this.read(ticket);
    if (!session.ok) return session;
    const { flow, state: present } = session.value.record;
    // A device was given its only one, which the phone shows to be compared; what was sent to a person has none.
    if (flow !== undefined) return tell({ reason: 'wrong_state', state: present });
    // Each of several approvers needs a code that the one before has not seen.
    const round = session.value.record.approvers?.split(' ').length ?? 0;
    const { code, hash } = await this.#reserveUserCode(sessionId, kid, alphabet, round);
    const reply = await this.sessions.apply(TRANSITIONS.user_code, {
      sessionId,
      proof: { desktop_hash: sha256(tokenId), user_code_hash: hash },
      set: { user_code_hash: hash },
    });
    if (reply.outcome === 'refused') return tell(reply);
    // A repeat is answered wherever the session is, but a code that leads nowhere any more is no answer.
    const { state } = reply.record;
    if (isTerminal(state)) return tell({ reason: 'terminal', state });
    if (isExpired(reply)) return tell({ reason: 'expired' });
    return state === 'pending' ? done(code) : tell({ reason: 'wrong_state', state });
  }

  /** A code that leads to no other session. */
  async #reserveUserCode(
    sessionId: string,
    kid: string,
    alphabet: UserCodeAlphabet,
    round: number,
  ): Promise<{ readonly code: string; readonly hash: string }> {
    for (let attempt = 0; attempt < USER_CODE_ATTEMPTS; attempt += 1) {
      const code = this.secrets.userCode(kid, sessionId, alphabet, round * USER_CODE_ATTEMPTS + attempt);
      const hash = this.secrets.userCodeHash(kid, code);
      const key = userCodeKey(hash);
      const isFree = await this.documents.putIfAbsent(key, sessionId, CEILING_MS);
      if (isFree || (await this.documents.get(key)) === sessionId) return { code, hash };
    }
    throw new Error('no typed code is free');
  }

  async #command(event: 'extend' | 'cancel', ticket: DesktopTicket): Promise<Outcome<Snapshot>> {
    const reply = await this.sessions.apply(TRANSITIONS[event], {
      sessionId: ticket.sessionId,
      proof: { desktop_hash: sha256(ticket.tokenId) },
    });
    return reply.outcome === 'refused' ? tell(reply) : done(reply);
  }

  /** The portal's apps that may act for this purpose, fixed for the life of the session. */
  #trustedApps(portal: Portal, purpose: Purpose): string[] {
    return portal.trustedApps.filter((issuer) => {
      const app = this.registry.app(issuer);
      return app?.purposes.includes(purpose) && portal.trustedRealms.includes(app.realm);
    });
  }
}

function owns(ticket: DesktopTicket, { record }: Snapshot): boolean {
  return sameText(record.desktop_hash, sha256(ticket.tokenId));
}

/** How the result comes to the portal: along its registered address with a code, or to whoever holds the session's token. */
function wayBack({ by, redirectUri, codeChallenge }: StartOrder, portal: Portal): Outcome<Fields> {
  if (by === 'device' || by === 'ciba') return done({ flow: by });
  const redirect_uri = redirectUri ?? portal.redirectUris[0];
  if (redirect_uri === undefined || !portal.redirectUris.includes(redirect_uri)) return refused('invalid_redirect_uri');
  // Whoever gets hold of a code without a challenge could redeem it.
  if (codeChallenge === undefined) return refused('invalid_request', { detail: 'code_challenge is needed' });
  return done({ redirect_uri, code_challenge: codeChallenge });
}

/** The page's key, where its portal lets it wait with that one, or without. What is polled for has no page. */
function desktopOf({ by, desktop }: StartOrder, portal: Portal): Outcome<Fields> {
  const { desktopKey, trustedDesktops, dpopBound, auth } = portal;
  if (by === 'device' || by === 'ciba') return done({});
  if (trustedDesktops.length > 0 && !trustedDesktops.includes(desktop?.jkt ?? ''))
    return refused('desktop_not_trusted');
  if (!desktop) {
    return desktopKey === 'optional' ? done({}) : refused('invalid_request', { detail: 'desktop_jkt is needed' });
  }
  const { jkt, pairs } = desktop;
  return done({
    desktop_jkt: jkt,
    ...(by === 'redirect' && { desktop_hosted: '1' }),
    // A page without a backend redeems by itself: with this key, and with no other (RFC 9449 §10).
    ...(by === 'page' && dpopBound && auth.method === 'none' && { dpop_jkt: jkt }),
    ...(pairs.length > 0 && { desktop_pairs: pairs.join(' ') }),
  });
}
