import type { SessionMessage, StartAnswer } from '@saoma/protocol';
import {
  CallbackReceiver,
  PhoneDevice,
  PortalBackend,
  type RunningBroker,
  type StartExtras,
  startBroker,
  TestApp,
} from '@saoma/testing';
import { clientCredentialsGrant } from 'openid-client';
import type { SessionStore } from '../../src/core/ports.js';
import { SESSIONS } from '../../src/core/tokens.js';
import { LI, makeOperator, type TestOperator, ZHANG } from '../broker/world.js';
import { codeShown, landingOf } from '../flows/bare-page.js';
import { CibaDesk, sentTo } from '../flows/ciba-desk.js';
import { KeyedPage, RawKey } from '../flows/page-key.js';
import { type RedisServer, startRedis } from '../servers/redis.js';
import type { Known } from './arbitrary-of.js';
import { send, type Told } from './send.js';

const OFTEN = '1000000000';
const LIMITLESS = {
  LIMIT_STARTS_PER_PREFIX: OFTEN,
  LIMIT_STARTS_PER_PORTAL: OFTEN,
  LIMIT_COMMANDS_PER_SESSION: OFTEN,
  LIMIT_CALLS_PER_PHONE_KEY: OFTEN,
  LIMIT_SCANS_PER_PERSON: OFTEN,
  LIMIT_FAILURES_PER_PERSON: OFTEN,
  LIMIT_ONE_TIME_CODES_PER_PORTAL: OFTEN,
  LIMIT_ONE_TIME_CODE_MISSES_PER_PORTAL: OFTEN,
};
const SMS_KEY = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** Half of what a session that nobody touches lives. */
const STALE_MS = 60_000;
const FRAME_MS = 10_000;

/** As persons and computers are named: nobody’s. */
export const NOBODY = 'A'.repeat(43);
export const REDIRECT_URI = 'https://etax.test/callback';

/** What a call can be made with, here and now. */
export interface Scene {
  /** What the path names. */
  readonly id?: string;
  /** What its body must have to succeed. */
  readonly known?: Known;
  /** The page whose session it is. */
  readonly page?: KeyedPage;
}

/** A broker, somebody at each door, and sessions of others that have nothing to do with what they do. */
export class Stage {
  /** What none of the answers may have in it. */
  readonly secrets: string[] = [];
  readonly operator: TestOperator = makeOperator('wang.min');
  broker!: RunningBroker;
  etax!: PortalBackend;
  phone!: PhoneDevice;
  #checked!: PortalBackend;
  #app!: TestApp;
  #other!: PhoneDevice;
  #redis!: RedisServer;
  #push!: CallbackReceiver;
  #gateway!: CallbackReceiver;
  #backendToken = '';
  #bystanders: readonly string[] = [];
  #before = '';
  #staleAtMs = -Infinity;
  #people = 0;

  async open(): Promise<void> {
    this.#redis = await startRedis();
    this.#push = await CallbackReceiver.listen();
    this.#gateway = await CallbackReceiver.listen();
    this.#app = await TestApp.create({ id: 'etax-app', realm: 'etax', push: this.#push });
    const apps = [this.#app];
    this.etax = await PortalBackend.create({ clientId: 'etax', redirectUri: REDIRECT_URI, apps });
    this.#checked = await PortalBackend.create({
      ...{ clientId: 'checked', redirectUri: 'https://checked.test/callback', apps },
      entry: { policy: [{ then: 'check' }] },
    });
    this.broker = await startBroker({
      redisUrl: this.#redis.url,
      env: { ...LIMITLESS, SMS_WEBHOOK_URL: this.#gateway.uri, SMS_WEBHOOK_KEY: SMS_KEY },
      ...{ portals: [this.etax, this.#checked], apps, operators: [this.operator.entry] },
    });
    this.phone = await this.#phoneOf({ ...ZHANG, sub: 'fuzzer' });
    this.#other = await this.#phoneOf(LI);
    this.#backendToken = await this.accessToken();
    this.secrets.push(this.operator.token, this.#backendToken);
    await this.renew();
  }

  async close(): Promise<void> {
    await this.broker.close();
    await Promise.all([this.#redis.stop(), this.#push.close(), this.#gateway.close()]);
  }

  /** Sessions of others, in several states, where those before are about to end. */
  async renew(): Promise<void> {
    if (performance.now() < this.#staleAtMs) return;
    this.#staleAtMs = performance.now() + STALE_MS;
    const pages = [await this.page(true), await this.page(false), await this.page(true)];
    const [pending, scanned, approved] = pages.map(({ session }) => session) as [StartAnswer, StartAnswer, StartAnswer];
    const { consent_nonce } = await this.#other.scan(codeShown(scanned.qr));
    await this.#other.signIn(codeShown(approved.qr));
    const { code = '' } = (await pages[2]!.call('GET')).body;
    this.#bystanders = [pending, scanned, approved].map(({ session_id }) => session_id);
    this.secrets.push(...[pending, scanned, approved].map((one) => one.desktop_token), consent_nonce, code);
    this.#before = await this.#records();
  }

  /** Their records are as they were, member by member. */
  async expectUntouched(by: string): Promise<void> {
    expect(`${by} ${await this.#records()}`).toBe(`${by} ${this.#before}`);
    expect((await this.bare('GET', '/health/ready')).status).toBe(200);
  }

  async #records(): Promise<string> {
    const store = this.broker.apps[0]!.get<SessionStore>(SESSIONS);
    const records = await Promise.all(this.#bystanders.map(async (id) => (await store.read(id))?.record));
    return JSON.stringify(records.map((record) => Object.entries(record ?? {}).sort()));
  }

  isBystander(id: string): boolean {
    return this.#bystanders.includes(id);
  }

  get bystanders(): readonly string[] {
    return this.#bystanders;
  }

  bare(method: string, path: string, headers = {}, body?: string): Promise<Told> {
    return send(method, this.broker.origin + path, headers, body);
  }

  /** With which the portal's backend starts sessions. */
  async accessToken(): Promise<string> {
    return (await clientCredentialsGrant(await this.etax.configuration(), { scope: 'sessions' })).access_token;
  }

  /** What a door wants to see, for one call. */
  readonly headers: Readonly<Record<Door, (call: Sent) => Promise<Record<string, string>> | Record<string, string>>> = {
    nobody: () => ({}),
    garbage: ({ text }) => ({ authorization: `Bearer ${text}`, dpop: text, 'last-event-id': text, origin: text }),
    'another site': ({ text }) => ({ origin: `https://${text.replaceAll(/[^a-z]/g, '')}.test` }),
    site: () => ({ origin: this.etax.origin }),
    backend: () => ({ authorization: `Bearer ${this.#backendToken}` }),
    operator: () => ({ authorization: `Bearer ${this.operator.token}` }),
    'token alone': ({ page }) => ({ authorization: `Bearer ${page?.session.desktop_token ?? ''}` }),
    page: async ({ page, method, path }) => ({
      authorization: `Bearer ${page?.session.desktop_token ?? ''}`,
      ...(page?.key && { dpop: await page.key.prove({ ...page.claims(method, ''), htu: this.broker.origin + path }) }),
    }),
    phone: async ({ method, path }) => {
      const [token, nonce] = [await this.phone.accessToken(), await this.phone.nonce()];
      const dpop = await this.phone.proof(method, this.broker.origin + path, token, nonce);
      return { authorization: `DPoP ${token}`, dpop };
    },
  };

  /** A page that waits for a sign-in at a portal, with a key of its own or without one. */
  async page(isKeyed: boolean, portal = this.etax, extras: StartExtras = {}): Promise<KeyedPage> {
    const key = isKeyed ? await RawKey.create() : undefined;
    const session = await portal.startSession({ ...extras, ...(key && { desktop_jkt: key.jkt }) });
    return new KeyedPage(this.broker.origin, this.broker.origin, session, key);
  }

  /** One of its calls, with a body. */
  async command(page: KeyedPage, what: string, body: object): Promise<Partial<SessionMessage>> {
    const path = page.path + what;
    const headers = await this.headers.page({ page, method: 'POST', path, text: '' });
    const told = await this.bare(
      'POST',
      path,
      { ...headers, 'content-type': 'application/json' },
      JSON.stringify(body),
    );
    return JSON.parse(told.text) as Partial<SessionMessage>;
  }

  async waiting(isKeyed: boolean): Promise<Scene & { readonly page: KeyedPage }> {
    const page = await this.page(isKeyed);
    return { page, id: page.session.session_id };
  }

  async scanned(isKeyed: boolean): Promise<Scene & { readonly page: KeyedPage }> {
    const scene = await this.waiting(isKeyed);
    const view = await this.phone.scan(codeShown(scene.page.session.qr));
    const statement = await this.phone.sign(this.phone.stated(view)!);
    return { ...scene, known: { consent_nonce: view.consent_nonce, statement } };
  }

  /** The phone approved, and shows digits. */
  async checking(isKeyed: boolean): Promise<Scene & { readonly page: KeyedPage }> {
    const page = await this.page(isKeyed, this.#checked);
    const { check_code } = await this.phone.signIn(codeShown(page.session.qr));
    return { page, id: page.session.session_id, known: { check_code } };
  }

  /** The same, and by now the page shows another code. */
  async checkingLonger(isKeyed: boolean): Promise<Scene> {
    const { page, ...scene } = await this.checking(isKeyed);
    this.broker.shiftTime(FRAME_MS);
    this.#staleAtMs -= FRAME_MS;
    const { qr } = (await page.call('GET')).body;
    return { ...scene, page, known: { qr: codeShown(qr!) } };
  }

  async signedIn(isKeyed: boolean): Promise<Scene> {
    const scene = await this.waiting(isKeyed);
    await this.#signIn(scene.page);
    return scene;
  }

  /** What a portal was given for somebody. */
  async signedInToken(): Promise<string> {
    return this.#signIn(await this.page(false));
  }

  async #signIn(page: KeyedPage): Promise<string> {
    await this.phone.signIn(codeShown(page.session.qr));
    const tokens = await this.etax.redeem(landingOf((await page.call('GET')).body as SessionMessage));
    return tokens.access_token;
  }

  /** It may have a code sent to somebody. */
  async reachable(isKeyed: boolean): Promise<Scene & { readonly page: KeyedPage }> {
    this.#people += 1;
    const page = await this.page(isKeyed, this.etax, {
      purpose: 'step_up',
      login_hint: [{ realm: 'etax', sub: `person-${String(this.#people)}` }],
      contacts: [{ channel: 'sms', to: `+86138000${String(this.#people).padStart(5, '0')}` }],
    });
    return { page, id: page.session.session_id };
  }

  /** It has. */
  async messaged(isKeyed: boolean): Promise<Scene> {
    const scene = await this.reachable(isKeyed);
    await this.command(scene.page, '/one-time-code', { channel: 'sms' });
    const { code } = JSON.parse(this.#gateway.calls.at(-1)?.body ?? '{}') as { code?: string };
    return { ...scene, known: { one_time_code: code } };
  }

  /** A request that was sent to whoever holds the phone, which is another person's each time: there may not be many. */
  async requested(): Promise<Scene> {
    this.#people += 1;
    const account = `A-${String(this.#people)}`;
    this.phone = await this.#phoneOf({ ...ZHANG, sub: `asked-${account}`, accounts: { etax: [account] } });
    await new CibaDesk(this.broker.origin, this.etax).ask({ login_hint: account });
    return { id: (await sentTo(this.phone))[0]?.session_id ?? '' };
  }

  #phoneOf(person: typeof ZHANG): Promise<PhoneDevice> {
    return PhoneDevice.create({ broker: this.broker.origin, app: this.#app, person });
  }
}

/** Whose headers a call has. */
export type Door =
  'nobody' | 'garbage' | 'another site' | 'site' | 'backend' | 'operator' | 'token alone' | 'page' | 'phone';

/** A call about to be made. */
export interface Sent {
  readonly page?: KeyedPage | undefined;
  readonly method: string;
  readonly path: string;
  readonly text: string;
}
