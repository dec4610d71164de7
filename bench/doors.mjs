import { createHash, randomBytes } from 'node:crypto';
import { call, nonceOf, post } from './http.mjs';
import { frameOf, portalHeaders } from './login.mjs';
import { Page } from './page.mjs';

const JSON_BODY = { 'content-type': 'application/json' };
const BROWSER = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36';
const SCOPE = 'openid profile';

/** A sign-in by one of the standard doors, at the broker or at the stock library, step by step. */
class Journey {
  constructor(target, phone) {
    this.target = target;
    this.phone = phone;
    this.isStock = target.kind === 'stock';
    this.origin = target.nodes[0].origin;
  }

  /** A form to one of OAuth's endpoints, with the client's own authentication. */
  form(path, parameters) {
    return post(this.origin + path, portalHeaders(this.target.portal), new URLSearchParams(parameters).toString());
  }

  /** A call of the phone, with a fresh proof. */
  async ask(method, path, body) {
    const proof = this.phone.proof(method, this.target.publicOrigin + path, await nonceOf(this.origin));
    const headers = { ...(body && JSON_BODY), authorization: `DPoP ${this.phone.accessToken}`, dpop: proof };
    return call(method, this.origin + path, headers, body === undefined ? '' : JSON.stringify(body)).then(
      ({ status, text }) => {
        if (status < 300) return JSON.parse(text);
        throw new Error(`${path} answered ${status}: ${text}`);
      },
    );
  }

  async scanText(qr) {
    this.consent = await this.ask('POST', '/v1/scans', { qr });
  }

  async approveConsent() {
    const { session_id: id, consent_nonce: nonce } = this.consent;
    const statement = this.phone.statement(this.target.publicOrigin, this.consent);
    await this.ask('POST', `/v1/scans/${id}/approve`, { consent_nonce: nonce, statement });
  }

  /** At the stock library the phone approves in one call what it knows by one word. */
  async approveAtOnce(kind, value) {
    await this.ask('POST', '/approve', { [kind]: value });
  }

  /** One poll before the person has decided. */
  async pollPending(parameters) {
    const form = new URLSearchParams(parameters).toString();
    const { text } = await call('POST', `${this.origin}/token`, portalHeaders(this.target.portal), form);
    if (JSON.parse(text).error !== 'authorization_pending') throw new Error(`a pending poll was answered ${text}`);
  }

  async collect(parameters) {
    const { id_token: idToken } = await this.form('/token', parameters);
    if (!idToken) throw new Error('the sign-in gave no ID token');
  }

  async run() {
    for (const step of this.constructor.steps) await this[step]();
  }
}

/** RFC 8628: a device prints a code and polls once before the person has decided. */
class DeviceJourney extends Journey {
  static steps = ['begin', 'poll', 'scan', 'approve', 'redeem'];

  async begin() {
    this.asked = await this.form('/device_authorization', { scope: SCOPE });
    const grantType = 'urn:ietf:params:oauth:grant-type:device_code';
    this.token = { grant_type: grantType, device_code: this.asked.device_code };
  }

  poll() {
    return this.pollPending(this.token);
  }

  async scan() {
    if (!this.isStock) await this.scanText(this.asked.verification_uri_complete);
  }

  approve() {
    return this.isStock
      ? this.approveAtOnce('user_code', this.asked.user_code.replaceAll('-', ''))
      : this.approveConsent();
  }

  redeem() {
    return this.collect(this.token);
  }
}

/** OpenID CIBA Core: a backend names the person, and polls once before they have decided. */
class CibaJourney extends Journey {
  /** The phones' people have an account at the portal, by which it names them. */
  static named = true;

  static steps = ['begin', 'poll', 'open', 'approve', 'redeem'];

  async begin() {
    const { account } = this.phone;
    const loginHint = this.isStock ? account : `account:${account}`;
    const { auth_req_id: id } = await this.form('/bc-authorize', { scope: SCOPE, login_hint: loginHint });
    this.token = { grant_type: 'urn:openid:params:grant-type:ciba', auth_req_id: id };
  }

  poll() {
    return this.pollPending(this.token);
  }

  /** The app starts, asks what waits, and opens it. */
  async open() {
    if (this.isStock) return;
    const { sent } = await this.ask('GET', '/v1/requests');
    this.consent = await this.ask('POST', `/v1/requests/${sent[0].session_id}`);
  }

  approve() {
    return this.isStock ? this.approveAtOnce('account', this.phone.account) : this.approveConsent();
  }

  redeem() {
    return this.collect(this.token);
  }
}

/** OpenID Connect: the portal sends the browser away, and gets it back with a code. */
class RedirectJourney extends Journey {
  static steps = ['begin', 'attach', 'scan', 'approve', 'goBack', 'redeem'];

  #verifier = randomBytes(32).toString('base64url');
  #cookies = new Map();

  async begin() {
    const { portal } = this.target;
    const query = new URLSearchParams({
      client_id: portal.clientId,
      response_type: 'code',
      redirect_uri: portal.redirectUri,
      scope: SCOPE,
      code_challenge: createHash('sha256').update(this.#verifier).digest('base64url'),
      code_challenge_method: 'S256',
      state: randomBytes(16).toString('base64url'),
      nonce: randomBytes(16).toString('base64url'),
    });
    const { headers } = await this.#visit('GET', `/authorize?${query.toString()}`);
    this.path = new URL(headers.location, this.origin).pathname;
    await this.#visit('GET', this.path);
  }

  /** The page starts its session, and waits. */
  async attach() {
    if (this.isStock) return;
    const { text } = await this.#visit('POST', `${this.path}/session`, { origin: this.target.publicOrigin });
    this.session = JSON.parse(text);
    this.page = await Page.open(this.origin, { token: this.session.desktop_token }, this.target);
  }

  async scan() {
    if (!this.isStock) await this.scanText(frameOf(this.session));
  }

  async approve() {
    if (this.isStock) await this.approveAtOnce('uid', this.path.split('/')[2]);
    else await Promise.all([this.page.until('approved'), this.approveConsent()]);
  }

  /** To the portal: from the page itself, or through the library once more. */
  async goBack() {
    if (this.isStock) {
      const { headers } = await this.#visit('GET', `/authorize/${this.path.split('/')[2]}`);
      this.code = new URL(headers.location).searchParams.get('code');
    } else {
      this.code = (await this.page.until('approved')).message.code;
      await this.page.close();
    }
  }

  redeem() {
    return this.collect({
      grant_type: 'authorization_code',
      code: this.code,
      redirect_uri: this.target.portal.redirectUri,
      code_verifier: this.#verifier,
    });
  }

  /** As a browser: with the cookies it was given, and following nothing by itself. */
  async #visit(method, path, more = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { 'user-agent': BROWSER, accept: 'text/html', ...(cookie && { cookie }), ...more };
    const answer = await call(method, this.origin + path, headers);
    if (answer.status >= 400) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      this.#cookies.set(name, value);
    }
    return answer;
  }
}

/** The standard doors, by the words of their rows. */
export const DOORS = { redirect: RedirectJourney, device: DeviceJourney, 'back channel': CibaJourney };
