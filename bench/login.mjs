import { createHash, createHmac, randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { frameMessage, frameText } from '@saoma/protocol';
import { nonceOf, post } from './http.mjs';
import { Page } from './page.mjs';
import { ProofKey } from './proof-key.mjs';

const JSON_BODY = { 'content-type': 'application/json' };
const FORM_BODY = { 'content-type': 'application/x-www-form-urlencoded' };
const BROWSER =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';

/** One login at a target, step by step, as portal, page and phone see it. */
export class Login {
  /** In order. The sixth, *told*, is nobody's call: the page hears. */
  static steps = ['start', 'attach', 'scan', 'approve', 'redeem'];

  #target;
  #phone;
  #key = new ProofKey();
  #verifier = randomBytes(32).toString('base64url');
  #session;
  #consent;
  #page;
  #code;
  #phoneNode;

  /** @param phoneNode which node the phone talks to; the page waits at the first. */
  constructor(target, phone, phoneNode = 0) {
    this.#target = target;
    this.#phone = phone;
    this.#phoneNode = phoneNode;
  }

  /** The portal’s backend starts the session for its page. Resolves with what the page introduces itself with. */
  async start() {
    const { portal, bearer } = this.#target;
    const order = {
      client_id: portal.clientId,
      code_challenge: createHash('sha256').update(this.#verifier).digest('base64url'),
      code_challenge_method: 'S256',
      redirect_uri: portal.redirectUri,
      scope: 'openid profile',
      state: randomBytes(16).toString('base64url'),
      nonce: randomBytes(16).toString('base64url'),
      desktop_jkt: this.#key.jkt,
      desktop: { user_agent: BROWSER, address: '203.0.113.7' },
    };
    const headers = { ...JSON_BODY, authorization: `Bearer ${bearer}` };
    this.#session = await post(`${this.#origin(0)}/v1/sessions`, headers, JSON.stringify(order));
    return this.#introduction();
  }

  /** The page connects and has its first message. */
  async attach() {
    this.#page = await Page.open(this.#origin(0), this.#introduction(), this.#target);
  }

  async scan() {
    this.#consent = await this.#call('/v1/scans', { qr: frameOf(this.#session) });
  }

  /** Resolves with the milliseconds from the approval's sending until the page was told. */
  async approve() {
    const { session_id: id, consent_nonce: nonce } = this.#consent;
    const path = `/v1/scans/${id}/approve`;
    const proof = await this.#proof(path);
    const statement = this.#stated();
    const sentMs = performance.now();
    const [{ message, atMs }] = await Promise.all([
      this.#page.until('approved'),
      this.#call(path, { consent_nonce: nonce, statement }, proof),
    ]);
    this.#code = message.code;
    return atMs - sentMs;
  }

  /** The page leaves for its portal, whose backend trades the code for tokens. */
  async redeem() {
    const { portal } = this.#target;
    await this.#page.close();
    const form = new URLSearchParams({
      grant_type: 'authorization_code',
      code: this.#code,
      redirect_uri: portal.redirectUri,
      code_verifier: this.#verifier,
    });
    const { id_token: idToken } = await post(`${this.#origin(0)}/token`, portalHeaders(portal), form.toString());
    if (!idToken) throw new Error('the login gave no ID token');
  }

  /** All of it. */
  async run() {
    for (const step of Login.steps) await this[step]();
  }

  /** Its token, and the proof that the link is the key's. */
  #introduction() {
    const { publicOrigin, socketPath } = this.#target;
    const { desktop_token: token } = this.#session;
    return { token, proof: (nonce) => this.#key.proof('GET', publicOrigin + socketPath, nonce, token) };
  }

  #origin(node) {
    return this.#target.nodes[node].origin;
  }

  /** The floor shows no more than it must, and asks for no receipt. */
  #stated() {
    const { publicOrigin } = this.#target;
    return this.#consent.client_id && this.#phone.statement(publicOrigin, this.#consent);
  }

  async #proof(path) {
    const nonce = await nonceOf(this.#origin(this.#phoneNode));
    return this.#phone.proof('POST', this.#target.publicOrigin + path, nonce);
  }

  async #call(path, body, proof) {
    const dpop = proof ?? (await this.#proof(path));
    const headers = { ...JSON_BODY, authorization: `DPoP ${this.#phone.accessToken}`, dpop };
    return post(this.#origin(this.#phoneNode) + path, headers, JSON.stringify(body));
  }
}

/** The access token with which a portal's backend starts sessions; kept for its life, as portals do. */
export async function backendToken({ nodes, portal }) {
  const form = new URLSearchParams({ grant_type: 'client_credentials', scope: 'sessions' });
  const answer = await post(`${nodes[0].origin}/token`, portalHeaders(portal), form.toString());
  return answer.access_token;
}

/** The code's text as the page shows it first. */
export function frameOf({ qr: { url, frame_key: frameKey } }) {
  const mac = createHmac('sha256', Buffer.from(frameKey, 'base64url')).update(frameMessage(0)).digest();
  return url + frameText(mac);
}

export function portalHeaders({ clientId, secret }) {
  return { ...FORM_BODY, authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` };
}
