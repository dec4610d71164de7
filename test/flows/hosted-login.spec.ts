import {
  type DesktopDevice,
  PhoneDevice,
  PortalBackend,
  type RunningBroker,
  startBroker,
  TestApp,
  type TestPerson,
} from '@saoma/testing';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildAuthorizationUrlWithJAR,
  buildAuthorizationUrlWithPAR,
  calculatePKCECodeChallenge,
  type Configuration,
  discovery,
  fetchUserInfo,
  getDPoPHandle,
  PrivateKeyJwt,
  randomDPoPKeyPair,
} from 'openid-client';
import { LI, ZHANG } from '../broker/world.js';
import { until } from '../servers/deadline.js';
import { HostedBrowser, HostedPage } from './hosted-page.js';

const CALLBACK = 'https://site.test/callback';

describe('the hosted login page', () => {
  let broker: RunningBroker;
  let app: TestApp;
  let site: PortalBackend;
  let pushed: PortalBackend;
  let embedded: PortalBackend;
  let bound: PortalBackend;
  let signer: { readonly config: Configuration; readonly privateKey: CryptoKey };
  const desktops: DesktopDevice[] = [];

  beforeAll(async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'one', use: 'sig', alg: 'ES256' };
    broker = await startBroker({
      env: { LIMIT_CALLS_PER_PHONE_KEY: '100000', LIMIT_SCANS_PER_PERSON: '100000' },
      register: async (origin) => {
        app = await TestApp.create({ id: 'etax-app', realm: 'etax', audience: origin });
        const make = (clientId: string, redirectUri = `https://${clientId}.test/callback`) =>
          PortalBackend.create({ broker: origin, clientId, redirectUri, apps: [app] });
        [site, pushed, embedded, bound] = await Promise.all([
          make('site', CALLBACK),
          make('pushed'),
          make('embedded'),
          make('bound'),
        ]);
        const signing = await make('signing');
        return {
          portals: [
            site.registration({ logo: 'https://static.site.test/logo.svg' }),
            { ...pushed.registration(), require_pushed_authorization_requests: true },
            embedded.registration({ started_by: ['page', 'backend'] }),
            bound.registration({ started_by: ['redirect'], purposes: ['login'], dpop_bound_access_tokens: true }),
            signing.registration({ client_auth: { method: 'private_key_jwt', jwks: { keys: [jwk] } } }),
          ],
          apps: [app.registration()],
        };
      },
    });
    const config = await discovery(
      new URL(broker.origin),
      'signing',
      undefined,
      PrivateKeyJwt({ key: privateKey, kid: 'one' }),
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out; a loopback has no TLS
      { execute: [allowInsecureRequests] },
    );
    signer = { config, privateKey };
  });

  afterEach(() => {
    for (const desktop of desktops.splice(0)) desktop.close();
  });
  afterAll(() => broker.close());

  /** What a stock client puts into its link, with state, nonce and challenge of its own. */
  async function request(portal: PortalBackend, extras: Record<string, string> = {}): Promise<Record<string, string>> {
    const { redirect_uri, state, nonce, code_challenge } = await portal.begin();
    return {
      scope: 'openid profile',
      redirect_uri: redirect_uri ?? '',
      state: state ?? '',
      nonce: nonce ?? '',
      code_challenge,
      code_challenge_method: 'S256',
      ...extras,
    };
  }

  async function link(portal: PortalBackend, extras: Record<string, string> = {}): Promise<URL> {
    return buildAuthorizationUrl(await portal.configuration(), await request(portal, extras));
  }

  const open = async (portal = site, extras: Record<string, string> = {}): Promise<HostedPage> =>
    HostedPage.open(await link(portal, extras));

  async function waiting(page: HostedPage): Promise<DesktopDevice> {
    const desktop = await page.element();
    desktops.push(desktop);
    return desktop;
  }

  const phone = (person: TestPerson = ZHANG): Promise<PhoneDevice> =>
    PhoneDevice.create({ broker: broker.origin, app, person });

  /** Signs in by scan and tells where the browser goes with the code. */
  async function approved(page: HostedPage, person: TestPerson = ZHANG): Promise<string> {
    const desktop = await waiting(page);
    await (await phone(person)).signIn(desktop);
    return desktop.landing();
  }

  /** Where a link sends the browser that it does not lead to the page. */
  async function sentBack(target: URL, browser = new HostedBrowser()): Promise<Record<string, string>> {
    const { status, url } = await browser.follow(target);
    return { status: String(status), at: url.origin + url.pathname, ...Object.fromEntries(url.searchParams) };
  }

  describe('with a stock client', () => {
    it('RFC 6749 §4.1, RFC 7636, RFC 9207, OpenID Connect Core §3.1: leads to the page, and back with code, state and iss', async () => {
      const asked = await link(site);
      const landing = await approved(await HostedPage.open(asked));
      const back = new URL(landing);
      expect(back.origin + back.pathname).toBe(CALLBACK);
      expect(Object.fromEntries(back.searchParams)).toEqual({
        code: expect.any(String) as string,
        state: asked.searchParams.get('state'),
        iss: broker.origin,
      });
      const tokens = await site.redeem(landing);
      expect(tokens.claims()).toMatchObject({ aud: 'site', name: ZHANG.name, nonce: asked.searchParams.get('nonce') });
    });

    it('RFC 7636 §4.6, RFC 9207 §2.4: another verifier and another issuer come to nothing', async () => {
      const landing = await approved(await open());
      const attempt = site.attempt(landing);
      const other = landing.replace(encodeURIComponent(broker.origin), encodeURIComponent('https://evil.test'));
      await expect(site.redeem(other)).rejects.toThrow();
      await expect(site.redeem(landing, { ...attempt, verifier: 'a'.repeat(43) })).rejects.toMatchObject({
        error: 'invalid_grant',
      });
      await expect(site.redeem(landing)).resolves.toBeDefined();
    });

    it('OpenID Connect Core §3.1.2.1: comes by POST as well', async () => {
      const parameters = (await link(site)).searchParams;
      const browser = new HostedBrowser();
      const answer = await browser.fetch(`${broker.origin}/authorize`, { method: 'POST', body: parameters });
      // What came as a form stays out of every address.
      expect(answer.headers.get('location')).toMatch(/^\/login\/[\w-]+$/);
      const page = await HostedPage.open(new URL(answer.headers.get('location') ?? '', broker.origin), browser);
      await expect(site.redeem(await approved(page))).resolves.toBeDefined();
      parameters.append('state', 'twice');
      const twice = await browser.fetch(`${broker.origin}/authorize`, { method: 'POST', body: parameters });
      const { origin, pathname, searchParams } = new URL(twice.headers.get('location') ?? '', broker.origin);
      expect([origin + pathname, searchParams.get('error')]).toEqual([CALLBACK, 'invalid_request']);
    });

    it('RFC 6749 §3.3: a request without a scope is a sign-in, unknown scopes are ignored, and none that is for others comes in', async () => {
      const parameters = await request(site);
      const { scope: _, nonce: __, ...rest } = parameters;
      const page = await HostedPage.open(buildAuthorizationUrl(await site.configuration(), rest));
      const landing = await approved(page);
      const tokens = await site.redeem(landing, { ...site.attempt(landing), nonce: undefined as never });
      expect(tokens.claims()).toMatchObject({ aud: 'site' });
      expect(tokens.claims()?.['name']).toBeUndefined();

      const wider = await site.redeem(await approved(await open(site, { scope: 'openid email sessions' })));
      expect(wider.scope).toBe('openid');
      await expect(sentBack(await link(site, { scope: 'profile', nonce: '' }))).resolves.toMatchObject({
        error: 'invalid_scope',
      });
    });

    it('each code on the page is a session of its own, and the last one counts', async () => {
      const desktop = await waiting(await open());
      const first = desktop.answer.session_id;
      await desktop.restart();
      expect(desktop.answer.session_id).not.toBe(first);
      await (await phone()).signIn(desktop);
      await expect(site.redeem(await desktop.landing())).resolves.toBeDefined();
    });
  });

  describe('pushed requests and request objects', () => {
    const push = async (portal: PortalBackend): Promise<URL> =>
      buildAuthorizationUrlWithPAR(await portal.configuration(), await request(portal));

    it('RFC 9126 §2, §4: a pushed request leads to the page, and one that must be pushed does not come by the browser', async () => {
      const target = await push(pushed);
      expect([...target.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
      await expect(pushed.redeem(await approved(await HostedPage.open(target)))).resolves.toBeDefined();
      await expect(sentBack(await link(pushed))).resolves.toMatchObject({ error: 'invalid_request' });
    });

    it('RFC 9126 §2.1: another portal’s pushed request is nobody’s, and a made-up one neither', async () => {
      const target = await push(site);
      target.searchParams.set('client_id', 'pushed');
      await expect(sentBack(target)).resolves.toMatchObject({
        at: 'https://pushed.test/callback',
        error: 'invalid_request_object',
      });
      target.searchParams.set('client_id', 'site');
      target.searchParams.set('request_uri', 'urn:ietf:params:oauth:request_uri:made-up');
      await expect(sentBack(target)).resolves.toMatchObject({ at: CALLBACK, error: 'invalid_request_uri' });
    });

    it('RFC 9101 §5, §6.2: a request object that the portal signed counts, and what stands beside it does not', async () => {
      const verifier = 'v'.repeat(43);
      const parameters = {
        redirect_uri: 'https://signing.test/callback',
        scope: 'openid',
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state: 'signed-state',
      };
      const target = await buildAuthorizationUrlWithJAR(signer.config, parameters, {
        key: signer.privateKey,
        kid: 'one',
      });
      target.searchParams.set('state', 'planted');
      const landing = new URL(await approved(await HostedPage.open(target)));
      expect(landing.searchParams.get('state')).toBe('signed-state');
      const checks = { pkceCodeVerifier: verifier, expectedState: 'signed-state' };
      await expect(authorizationCodeGrant(signer.config, landing, checks)).resolves.toHaveProperty('id_token');
    });

    it.each(['unsigned', 'signed with a shared secret', 'signed by somebody else'])(
      'Attack: RFC 9101 §10.1: a request object that is %s is refused',
      async (kind) => {
        const claims = {
          iss: 'signing',
          aud: broker.origin,
          client_id: 'signing',
          response_type: 'code',
          scope: 'openid',
        };
        const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
        const sign = async (alg: string, key: CryptoKey | Uint8Array): Promise<string> =>
          new SignJWT(claims).setProtectedHeader({ alg, kid: 'one' }).setIssuedAt().setExpirationTime('1m').sign(key);
        const objects: Record<string, () => Promise<string>> = {
          unsigned: () => Promise.resolve(`${encode({ alg: 'none' })}.${encode(claims)}.`),
          'signed with a shared secret': () => sign('HS256', new Uint8Array(32)),
          'signed by somebody else': async () => sign('ES256', (await generateKeyPair('ES256')).privateKey),
        };
        const target = new URL('/authorize', broker.origin);
        target.searchParams.set('client_id', 'signing');
        target.searchParams.set('request', (await objects[kind]?.()) ?? '');
        await expect(sentBack(target)).resolves.toMatchObject({
          at: 'https://signing.test/callback',
          error: 'invalid_request_object',
        });
      },
    );
  });

  describe('what a portal may ask for', () => {
    it('OpenID Connect Core §3.1.2.6: prompt=none is answered at once with login_required, since nobody is ever signed in here', async () => {
      const target = await link(site, { prompt: 'none' });
      await expect(sentBack(target)).resolves.toMatchObject({
        status: '303',
        at: CALLBACK,
        error: 'login_required',
        state: target.searchParams.get('state'),
        iss: broker.origin,
      });
    });

    it.each([
      ['max_age=60', { max_age: '60' }, 60],
      ['max_age=0', { max_age: '0' }, 0],
      ['prompt=login', { prompt: 'login' }, 0],
    ])(
      'OpenID Connect Core §3.1.2.1: %s wants a person who was verified lately, and auth_time says when',
      async (_, extras, maxAge) => {
        const desktop = await waiting(await open(site, extras));
        const nowSeconds = Math.floor(Date.now() / 1_000);
        const person = await phone({ ...ZHANG, authTimeSeconds: nowSeconds - 120 });
        expect(await person.scan(desktop)).toMatchObject({ required: { max_age: maxAge } });
        await expect(person.approve()).rejects.toMatchObject({ code: 'insufficient_user_authentication' });
        person.verify({ authTimeSeconds: nowSeconds });
        await person.approve();
        const tokens = await site.redeem(await desktop.landing());
        expect(tokens.claims()).toMatchObject({ auth_time: nowSeconds });
      },
    );

    it('OpenID Connect Core §3.1.2.1: acr_values is a wish, and the ID token says which level it was', async () => {
      const tokens = await site.redeem(await approved(await open(site, { acr_values: 'urn:saoma:app urn:other' })));
      expect(tokens.claims()).toMatchObject({ acr: 'urn:saoma:app', amr: ['fpt'] });
    });

    it('id_token_hint and the sub as login_hint bind the sign-in to that person, and tell nobody who it is', async () => {
      const tokens = await site.redeem(await approved(await open()));
      const sub = tokens.claims()?.sub ?? '';
      const hints = [{ id_token_hint: tokens.id_token ?? '' }, { login_hint: sub }, { login_hint: `sub:${sub}` }];
      for (const hint of hints) {
        const page = await open(site, hint);
        await expect((await page.read()).text()).resolves.not.toContain(sub);
        const desktop = await waiting(page);
        await expect((await phone(LI)).scan(desktop)).rejects.toMatchObject({ code: 'not_for_you' });
        expect(await desktop.until(({ refused }) => refused !== undefined)).toMatchObject({ refused: 'not_for_you' });
        await (await phone()).signIn(desktop);
        await expect(site.redeem(await desktop.landing())).resolves.toBeDefined();
      }
    });

    it('OpenID Connect Core §3.1.2.1: a login_hint that names nobody we know is a hint and no more', async () => {
      await expect(
        site.redeem(await approved(await open(site, { login_hint: 'li@site.test' }), LI)),
      ).resolves.toBeDefined();
      await expect(sentBack(await link(site, { login_hint: 'sub:nobody-of-theirs' }))).resolves.toMatchObject({
        error: 'invalid_request',
      });
      await expect(sentBack(await link(site, { id_token_hint: 'e30.e30.e30' }))).resolves.toMatchObject({
        error: 'invalid_request',
      });
    });

    it.each([
      ['fragment', { response_mode: 'fragment' }, 'unsupported_response_mode'],
      ['another response_type', { response_type: 'code id_token' }, 'unsupported_response_type'],
      ['an unknown prompt', { prompt: 'dance' }, 'invalid_request'],
      ['a wrong max_age', { max_age: '-1' }, 'invalid_request'],
      ['PKCE of the weaker kind', { code_challenge_method: 'plain' }, 'invalid_request'],
      ['a challenge of another size', { code_challenge: 'short' }, 'invalid_request'],
      ['a state as long as a book', { state: 's'.repeat(2_049) }, 'invalid_request'],
      ['a thumbprint that is none', { dpop_jkt: 'mine' }, 'invalid_request'],
      ['claims by name', { request_uri: 'https://site.test/request.jwt' }, 'request_uri_not_supported'],
    ])('RFC 6749 §4.1.2.1: %s is refused by its name, at the portal', async (_, extras, error) => {
      const { status, url } = await new HostedBrowser().follow(await link(site, extras));
      const told = new URLSearchParams(url.hash === '' ? url.search : url.hash.slice(1));
      expect([status, url.origin + url.pathname, told.get('error')]).toEqual([303, CALLBACK, error]);
    });
  });

  describe('RFC 9449: proof of possession', () => {
    const grant = (config: Configuration, landing: string, keys?: CryptoKeyPair, portal = site) => {
      const { state, nonce, verifier } = portal.attempt(landing);
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier };
      const options = keys && { DPoP: getDPoPHandle(config, keys) };
      return authorizationCodeGrant(config, new URL(landing), checks, undefined, options);
    };

    it('§10: a code that was asked for with a key’s thumbprint is good for that key alone', async () => {
      const config = await site.configuration();
      const [own, foreign] = await Promise.all([randomDPoPKeyPair(), randomDPoPKeyPair()]);
      const jkt = await getDPoPHandle(config, own).calculateThumbprint();
      // One code for each: the library spends it before it looks at the key.
      const landing = async (): Promise<string> => approved(await open(site, { dpop_jkt: jkt }));
      await expect(grant(config, await landing())).rejects.toMatchObject({ error: 'invalid_grant' });
      await expect(grant(config, await landing(), foreign)).rejects.toMatchObject({ error: 'invalid_grant' });
      await expect(grant(config, await landing(), own)).resolves.toMatchObject({ token_type: 'dpop' });
    });

    it('§10.1: a proof with the pushed request says the same', async () => {
      const config = await site.configuration();
      const keys = await randomDPoPKeyPair();
      const DPoP = getDPoPHandle(config, keys);
      const landing = async (): Promise<string> => {
        const target = await buildAuthorizationUrlWithPAR(config, await request(site), { DPoP });
        return approved(await HostedPage.open(target));
      };
      await expect(grant(config, await landing())).rejects.toMatchObject({ error: 'invalid_grant' });
      await expect(grant(config, await landing(), keys)).resolves.toMatchObject({ token_type: 'dpop' });
    });

    it('§5, §7: tokens are bound to the key, and userinfo wants its proof; a portal so registered gets no others', async () => {
      const config = await bound.configuration();
      const keys = await randomDPoPKeyPair();
      await expect(grant(config, await approved(await open(bound)), undefined, bound)).rejects.toMatchObject({
        error: 'invalid_grant',
      });
      const tokens = await grant(config, await approved(await open(bound)), keys, bound);
      const { access_token: token } = tokens;
      const sub = tokens.claims()?.sub ?? '';
      await expect(fetchUserInfo(config, token, sub, { DPoP: getDPoPHandle(config, keys) })).resolves.toMatchObject({
        sub,
      });
      const refused = async (scheme: string): Promise<unknown> => {
        const headers = { authorization: `${scheme} ${token}` };
        const answer = await fetch(`${broker.origin}/userinfo`, { headers });
        return [answer.status, ((await answer.json()) as { error: string }).error];
      };
      await expect(refused('DPoP')).resolves.toEqual([400, 'invalid_request']);
      await expect(refused('Bearer')).resolves.toEqual([401, 'invalid_token']);
    });
  });

  describe('who is not let in', () => {
    it('Attack: an address that is not registered gets nobody sent to it, and the page repeats nothing of it', async () => {
      const target = await link(site, { redirect_uri: 'https://evil.test/callback', state: 'planted' });
      const page = await fetch(target, { headers: { accept: 'text/html' }, redirect: 'manual' });
      expect(page.status).toBe(400);
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      const text = await page.text();
      expect(text).toContain('这个链接不可信');
      expect(text).toContain('This link cannot be trusted');
      expect(text).not.toMatch(/evil|planted/);
      const program = await fetch(target, { redirect: 'manual' });
      await expect(program.json()).resolves.toMatchObject({ error: 'invalid_redirect_uri' });
    });

    it('a portal that nobody registered is told on a page, whatever it asks for', async () => {
      const target = await link(site);
      target.searchParams.set('client_id', '<script>nobody</script>');
      const page = await fetch(target, { headers: { accept: 'text/html' }, redirect: 'manual' });
      expect(page.status).toBe(400);
      const text = await page.text();
      expect(text).toContain('We cannot tell which site this is');
      expect(text).not.toMatch(/<script>|nobody/);
    });

    it('a portal that is not registered for it is told so at its own address', async () => {
      await expect(sentBack(await link(embedded))).resolves.toMatchObject({
        at: 'https://embedded.test/callback',
        error: 'unauthorized_client',
        iss: broker.origin,
      });
    });

    it('binds the page to the browser that came: any other sees nothing of it and starts nothing', async () => {
      const page = await open();
      const [cookie = ''] = page.browser.setCookies.filter((text) => text.startsWith('_interaction='));
      const { pathname } = new URL(page.url);
      const attributes = cookie.split('; ').slice(1);
      expect(attributes).toEqual(expect.arrayContaining([`path=${pathname}`, 'samesite=lax', 'httponly']));
      const foreign = new HostedPage(page.url, new HostedBrowser());
      const answer = await foreign.read();
      expect(answer.status).toBe(404);
      const text = await answer.text();
      expect(text).toContain('This sign-in is over');
      expect(text).not.toContain('site.test');
      await expect(foreign.start()).resolves.toMatchObject({ status: 404, body: { code: 'session_not_found' } });
      await expect(foreign.leave('cancel')).resolves.toEqual({ status: 404, location: null });
      // The cookie of one page opens no other, wherever it is sent.
      const other = await open();
      const stolen = other.browser.setCookies.map((text) => text.split(';')[0]).join('; ');
      const headers = { origin: broker.origin, cookie: stolen };
      await expect(foreign.start(headers)).resolves.toMatchObject({ status: 404 });
      await expect(new HostedPage(other.url, new HostedBrowser()).start(headers)).resolves.toMatchObject({
        status: 201,
      });
    });

    it('Attack: a request to the page from another site is refused, with the cookie or without an origin', async () => {
      const page = await open();
      for (const headers of [{ origin: 'https://evil.test' }, { origin: 'null' }, {}]) {
        await expect(page.start(headers)).resolves.toMatchObject({ status: 403, body: { code: 'origin_not_allowed' } });
        await expect(page.leave('cancel', headers)).resolves.toEqual({ status: 403, location: null });
      }
      await expect(page.start()).resolves.toMatchObject({ status: 201 });
    });

    it('the broker’s own origin is no portal’s: it follows what the page started and starts nothing else', async () => {
      const { code_challenge } = await embedded.begin();
      const body = { client_id: 'embedded', code_challenge, code_challenge_method: 'S256' };
      const headers = { 'content-type': 'application/json', origin: broker.origin };
      const init = { method: 'POST', headers, body: JSON.stringify(body) };
      const answer = await fetch(`${broker.origin}/v1/sessions`, init);
      expect(answer.status).toBe(403);
      const { session_id: id, desktop_token: token } = await embedded.startSession();
      const read = await fetch(`${broker.origin}/v1/sessions/${id}`, {
        headers: { authorization: `Bearer ${token}`, origin: broker.origin },
      });
      expect(read.status).toBe(403);
    });
  });

  describe('the page', () => {
    it('says who asks and where it leads, in the portal’s language, then the browser’s', async () => {
      const chinese = await open(site, { ui_locales: 'fr zh-Hans-CN en' });
      const english = await open();
      const texts = await Promise.all([
        chinese.read({ 'accept-language': 'en' }),
        english.read({ 'accept-language': 'fr, zh;q=0.2, en-GB;q=0.8' }),
        new HostedPage(`${english.url}?lang=zh`, english.browser).read({ 'accept-language': 'en' }),
      ]).then((pages) => Promise.all(pages.map((page) => page.text())));
      expect(texts[0]).toContain('<html lang="zh-CN">');
      expect(texts[0]).toContain('登录网站 site');
      expect(texts[1]).toContain('<html lang="en">');
      expect(texts[1]).toContain('Sign in to Portal site');
      expect(texts[2]).toContain('<html lang="zh-CN">');
      for (const text of texts) expect(text).toContain('site.test');
    });

    it('lets nobody frame it, runs nothing but its own scripts, is kept by no cache', async () => {
      const { headers, status } = await (await open()).read();
      expect(status).toBe(200);
      const policy = headers.get('content-security-policy') ?? '';
      for (const rule of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"])
        expect(policy).toContain(rule);
      expect(policy).toContain('img-src https://static.site.test;');
      expect(policy).toContain(`connect-src 'self' ${broker.origin.replace('http', 'ws')};`);
      expect(policy).not.toContain('unsafe');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('same-origin');
    });

    it('serves the element itself, to be kept for good under its own version and no other', async () => {
      const text = await (await (await open()).read()).text();
      const [, path = ''] = /<script src="([^"]+)"/.exec(text) ?? [];
      const script = await fetch(broker.origin + path);
      expect(script.headers.get('content-type')).toContain('text/javascript');
      expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      await expect(script.text()).resolves.toContain('saoma-login');
      const older = await fetch(broker.origin + path.replace(/v=.*/, 'v=older'));
      expect(older.headers.get('cache-control')).toBe('no-cache');
    });
  });

  describe('the ways back without a code', () => {
    it.each([
      ['RFC 6749 §4.1.2.1', 'cancel', 'access_denied'],
      ['OpenID Connect Core §3.1.2.6', 'timeout', 'login_required'],
    ] as const)('%s: %s goes back with %s, state and iss, once', async (_, form, error) => {
      const asked = await link(site);
      const page = await HostedPage.open(asked);
      const { status, location } = await page.leave(form);
      expect(status).toBe(303);
      const back = new URL(location ?? '');
      expect(back.origin + back.pathname).toBe(CALLBACK);
      expect(Object.fromEntries(back.searchParams)).toEqual({
        error,
        error_description: expect.any(String) as string,
        state: asked.searchParams.get('state'),
        iss: broker.origin,
      });
      await expect(page.leave(form)).resolves.toEqual({ status: 404, location: null });
      await expect(page.read()).resolves.toMatchObject({ status: 404 });
    });

    it('who said no on the phone may take a new code', async () => {
      const desktop = await waiting(await open());
      const person = await phone();
      await person.scan(desktop);
      await person.deny();
      await desktop.until('denied');
      await desktop.restart();
      await (await phone()).signIn(desktop);
      await expect(site.redeem(await desktop.landing())).resolves.toBeDefined();
    });

    it('after its time the page says that it is over, and sends nobody anywhere', async () => {
      const page = await open();
      broker.shiftTime(661_000);
      const answer = await page.read();
      expect(answer.status).toBe(404);
      await expect(answer.text()).resolves.toContain('这次登录已结束');
      await expect(page.start()).resolves.toMatchObject({ status: 404 });
      await expect(page.leave('timeout')).resolves.toEqual({ status: 404, location: null });
    });

    it('a portal that is taken out of the registry gets nobody back', async () => {
      const page = await open();
      await broker.register({ portals: [embedded.registration()], apps: [app.registration()] });
      await until(
        'end of the page',
        () => page.read().then(({ status }) => status),
        (status) => status === 404,
      );
      await expect(page.start()).resolves.toMatchObject({ status: 404 });
    });
  });
});

describe('the hosted login page, asked too often', () => {
  let broker: RunningBroker;
  let portal: PortalBackend;

  beforeAll(async () => {
    const app = await TestApp.create({ id: 'etax-app', realm: 'etax' });
    portal = await PortalBackend.create({ clientId: 'site', redirectUri: CALLBACK, apps: [app] });
    broker = await startBroker({ env: { LIMIT_STARTS_PER_PREFIX: '2' }, portals: [portal], apps: [app] });
  });
  afterAll(() => broker.close());

  const link = async (): Promise<URL> => {
    const { state = '', code_challenge } = await portal.begin();
    const parameters = {
      redirect_uri: CALLBACK,
      scope: 'openid',
      state,
      code_challenge,
      code_challenge_method: 'S256',
    };
    return buildAuthorizationUrl(await portal.configuration(), parameters);
  };

  it('RFC 6749 §4.1.2.1: sends browsers back with temporarily_unavailable, and tells the element to slow down', async () => {
    const page = await HostedPage.open(await link());
    await HostedPage.open(await link());
    const { url } = await new HostedBrowser().follow(await link());
    expect(url.searchParams.get('error')).toBe('temporarily_unavailable');
    expect([(await page.start()).status, (await page.start()).status]).toEqual([201, 201]);
    await expect(page.start()).resolves.toMatchObject({ status: 429, body: { code: 'slow_down' } });
  });
});
