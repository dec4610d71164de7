import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePageKey, type PageKey } from '@saoma/browser';
import { encodeQrText, frameMessage, frameText, type StartAnswer } from '@saoma/protocol';
import {
  DesktopDevice,
  PhoneDevice,
  PortalBackend,
  type PortalRegistration,
  type RunningBroker,
  startBroker,
  TestApp,
} from '@saoma/testing';
import { decodeJwt } from 'jose';
import { ZHANG } from '../broker/world.js';
import { makeMmdb } from '../servers/mmdb-file.js';
import { type RedisServer, startRedis } from '../servers/redis.js';
import { CibaDesk, decide, open, sentTo } from './ciba-desk.js';
import { TvDevice } from './tv-device.js';
import { FREE, WORLDS } from './worlds.js';

const KUNMING = {
  city: { names: { en: 'Kunming', 'zh-CN': '昆明' } },
  country: { iso_code: 'CN', names: { en: 'China', 'zh-CN': '中国' } },
  location: { accuracy_radius: 20, latitude: 25.04, longitude: 102.71 },
};
const FRANKFURT = {
  city: { names: { en: 'Frankfurt', 'zh-CN': '法兰克福' } },
  country: { iso_code: 'DE', names: { en: 'Germany', 'zh-CN': '德国' } },
  location: { accuracy_radius: 50, latitude: 50.11, longitude: 8.68 },
};

const OFFICE = '203.0.113.7';
const NEXT_DESK = '203.0.113.8';
const ABROAD = '198.51.100.1';
const ROAMING = '192.0.2.1';

const FAR = { nearness: ['far'] } as const;
const ENTRIES = {
  /** Says nothing of a policy. */
  plain: { policy: undefined, confirm_on_desktop: undefined },
  strict: { policy: [{ when: FAR, then: 'refuse' }] },
  lenient: { policy: [], confirm_on_desktop: 'by_risk' },
  asking: { policy: [{ when: {}, then: 'check' }] },
  limiting: { policy: [{ when: FAR, then: 'limit' }], refresh_tokens: true },
  indoors: { networks: ['203.0.113.0/24', '2001:db8:1::/48'] },
} as const satisfies Record<string, Partial<PortalRegistration> | Record<string, unknown>>;
type PortalName = keyof typeof ENTRIES;

/** The text of the code with the frame of that index. */
function frameOf({ session_id: sessionId, qr }: StartAnswer, index: number): string {
  const mac = createHmac('sha256', Buffer.from(qr.frame_key, 'base64url')).update(frameMessage(index)).digest();
  const [, origin = ''] = /^(.*)\/Q\//i.exec(qr.url) ?? [];
  return encodeQrText({ origin: origin.toLowerCase(), sessionId, frame: frameText(mac) });
}

describe.each(WORLDS.slice(0, 2))('Nearness and risk: $name', ({ redis }) => {
  let server: RedisServer | undefined;
  let folder: string;
  let broker: RunningBroker;
  let app: TestApp;
  const portals = {} as Record<PortalName, PortalBackend>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'saoma-risk-'));
    const [cities, operators] = [join(folder, 'cities.mmdb'), join(folder, 'operators.mmdb')];
    await writeFile(
      cities,
      makeMmdb('Test-City', {
        '203.0.113.0/24': KUNMING,
        '2001:db8:1::/48': KUNMING,
        '198.51.100.0/24': FRANKFURT,
        '192.0.2.0/24': FRANKFURT,
      }),
    );
    await writeFile(operators, makeMmdb('Test-ASN', { '192.0.2.0/24': { autonomous_system_number: 64500 } }));
    app = await TestApp.create({ id: 'etax-app', realm: 'etax' });
    for (const [name, entry] of Object.entries(ENTRIES)) {
      portals[name as PortalName] = await PortalBackend.create({
        clientId: name,
        redirectUri: `https://${name}.test/callback`,
        apps: [app],
        entry: entry as Partial<PortalRegistration>,
      });
    }
    server = redis ? await startRedis() : undefined;
    broker = await startBroker({
      ...(server && { redisUrl: server.url }),
      portals: Object.values(portals),
      apps: [app],
      env: {
        ...FREE,
        TRUSTED_PROXIES: '127.0.0.1,10.0.0.0/8',
        GEOIP_FILE: cities,
        GEOIP_ASN_FILE: operators,
        MOBILE_NETWORKS: '198.18.0.0/15,AS64500',
      },
    });
  });

  afterAll(async () => {
    await broker.close();
    await server?.stop();
    await rm(folder, { recursive: true });
  });

  /** A page of the portal, in a browser that the portal sees at this address. */
  const page = (name: PortalName, address = OFFICE, key?: PageKey): Promise<DesktopDevice> =>
    DesktopDevice.start({
      ...(key && { key }),
      broker: broker.origin,
      origin: portals[name].origin,
      request: (its) => portals[name].startSession({ scope: 'openid profile', desktop: { address }, ...(key && its) }),
    });

  /** A phone that the broker's proxy sees at this address. */
  const phone = (forwarded: string, person = ZHANG): Promise<PhoneDevice> =>
    PhoneDevice.create({ broker: broker.origin, app, person, headers: { 'x-forwarded-for': forwarded } });

  /** What people are signed in by, which Redis lets go by its own clock. */
  async function growOlder(ms: number): Promise<void> {
    broker.shiftTime(ms);
    if (!server) return;
    const keys = (await server.command('KEYS', '*grant:*')) as string[];
    expect(keys).not.toEqual([]);
    for (const key of keys) {
      const left = Number(await server.command('PTTL', key));
      await server.command('PEXPIRE', key, String(Math.max(0, left - ms)));
    }
  }

  it('the person is told where the computer is, that it is new to them, and what will happen', async () => {
    const [desktop, near] = [await page('plain'), await phone(NEXT_DESK)];
    expect(await near.scan(desktop)).toMatchObject({
      desktop: { address: '203.0.113.*', place: { zh: '中国 昆明', en: 'Kunming, China' }, known: 'new' },
      nearness: { verdict: 'near', reasons: ['same_prefix', 'new_computer'] },
      scan_age_ms: 0,
      effect_text: {
        zh: expect.stringContaining('24 小时') as string,
        en: 'Once you approve, that computer is signed in at Portal plain for up to 24 hours.',
      },
    });
    expect(JSON.stringify(near.consent)).not.toMatch(/102\.71|25\.04/);
    desktop.close();
  });

  it('without a policy a computer that is new must be told the digits', async () => {
    const [desktop, near] = [await page('plain'), await phone(NEXT_DESK)];
    expect(await near.signIn(desktop)).toMatchObject({ state: 'checking', check_code: expect.any(String) as string });
    desktop.close();
  });

  it('without a policy nor is a computer that is known spared the digits, where the phone is far from it', async () => {
    const key = await makePageKey();
    const known = { ...ZHANG, sub: 'regular' };
    const [first, near] = [await page('plain', OFFICE, key), await phone(NEXT_DESK, known)];
    await first.check((await near.signIn(first)).check_code ?? '');
    await portals.plain.redeem(await first.landing());

    const second = await page('plain', OFFICE, key);
    expect(await near.signIn(second)).toEqual({ session_id: second.answer.session_id, state: 'approved' });
    const [third, far] = [await page('plain', OFFICE, key), await phone(ABROAD, known)];
    expect(await far.scan(third)).toMatchObject({ desktop: { known: 'known' }, nearness: { verdict: 'far' } });
    expect(await far.approve()).toMatchObject({ state: 'checking', check_code: expect.any(String) as string });
    for (const desktop of [first, second, third]) desktop.close();
  });

  it('Attack: a code that is shown to a victim in another country is refused where the policy says so', async () => {
    const [desktop, victim] = [await page('strict'), await phone(ABROAD)];
    await expect(victim.scan(desktop)).rejects.toMatchObject({ code: 'risk_refused' });
    expect(await desktop.until(({ refused }) => refused !== undefined)).toMatchObject({
      phase: 'waiting',
      refused: 'risk',
    });
    const near = await phone(OFFICE);
    expect(await near.signIn(desktop)).toMatchObject({ state: 'approved' });
    desktop.close();
  });

  it('a mobile phone abroad is not far, because its network’s way out says nothing', async () => {
    const [desktop, roaming] = [await page('strict'), await phone(ROAMING)];
    const { nearness } = await roaming.scan(desktop);
    expect(nearness).toMatchObject({ verdict: 'unknown', reasons: ['mobile_network', 'new_computer'] });
    desktop.close();
  });

  it('phones and computers of one household have IPv6 addresses of their own', async () => {
    const [desktop, near] = [await page('lenient', '2001:db8:1:ab01::1'), await phone('2001:db8:1:ab02::2')];
    expect((await near.scan(desktop)).nearness).toMatchObject({ verdict: 'near' });
    desktop.close();
  });

  it('Attack: an address that the phone itself writes into X-Forwarded-For counts for nothing', async () => {
    // The proxy, which is trusted, appends what it sees; what stood there before is the sender's word.
    const [desktop, forger] = [await page('strict'), await phone(`${OFFICE}, ${ABROAD}`)];
    await expect(forger.scan(desktop)).rejects.toMatchObject({ code: 'risk_refused' });
    desktop.close();
  });

  it('Attack: a relay is late again and again: its delay is steady', async () => {
    const [desktop, victim] = [await page('lenient'), await phone(NEXT_DESK)];
    const relayed = desktop.qr();
    broker.shiftTime(21_000);
    await expect(victim.scan(relayed)).rejects.toMatchObject({ code: 'qr_stale' });
    // The page, whose own clock nobody moved, still shows the first picture: the relay's next one is made here.
    const passedOn = frameOf(desktop.answer, 2);
    broker.shiftTime(16_000);
    const consent = await victim.scan(passedOn);
    expect(consent.nearness.verdict).toBe('far');
    expect(consent.nearness.reasons).toEqual(expect.arrayContaining(['late_frame', 'stale_scans', 'relayed']));
    expect(consent.scan_age_ms).toBeGreaterThan(4_000);
    desktop.close();
  });

  it('where nearness is not known the page asks whose account it is', async () => {
    const [desktop, elsewhere] = [await page('lenient'), await phone(ROAMING)];
    await elsewhere.signIn(desktop);
    expect((await desktop.until('approved')).approval?.needsConfirmation).toBe(true);
    desktop.close();
    const [other, near] = [await page('lenient'), await phone(OFFICE)];
    await near.signIn(other);
    expect((await other.until('approved')).approval?.needsConfirmation).toBe(false);
    other.close();
  });

  it('Attack: somebody who sees the page scans, approves and scans once more: the page still asks whose account it is', async () => {
    const [desktop, attacker] = [await page('plain'), await phone(ROAMING)];
    expect(await attacker.signIn(desktop)).toMatchObject({ state: 'checking' });
    broker.shiftTime(10_000);
    expect(await attacker.rescan(frameOf(desktop.answer, 1))).toMatchObject({ state: 'approved' });
    expect((await desktop.until('approved')).approval?.needsConfirmation).toBe(true);
    desktop.close();
  });

  it('whoever typed the digits at the page is asked nothing more', async () => {
    const [desktop, elsewhere] = [await page('plain'), await phone(ROAMING)];
    const { check_code: digits = '' } = await elsewhere.signIn(desktop);
    await desktop.until('checking');
    await desktop.check(digits);
    expect((await desktop.until('approved')).approval?.needsConfirmation).toBe(false);
    desktop.close();
  });

  it('a known computer is no sign that a phone is near which never signed in there', async () => {
    const key = await makePageKey();
    const [desktop, usual] = [await page('lenient', OFFICE, key), await phone(ROAMING)];
    await usual.signIn(desktop);
    await portals.lenient.redeem(await desktop.landing());
    const again = await page('lenient', OFFICE, key);
    expect(await (await phone(ROAMING)).scan(again)).toMatchObject({
      desktop: { known: 'known' },
      nearness: { verdict: 'unknown', reasons: ['mobile_network'] },
    });
    const third = await page('lenient', OFFICE, key);
    expect(await usual.scan(third)).toMatchObject({
      nearness: { verdict: 'near', reasons: ['mobile_network', 'known_computer'] },
    });
    for (const each of [desktop, again, third]) each.close();
  });

  it('a computer is not known by a sign-in that was limited, or of high risk', async () => {
    for (const [name, address, known] of [
      ['limiting', ABROAD, 'new'],
      ['lenient', ABROAD, 'new'],
      ['lenient', NEXT_DESK, 'known'],
    ] as const) {
      const key = await makePageKey();
      const [desktop, first] = [await page(name, OFFICE, key), await phone(address)];
      await first.signIn(desktop);
      await portals[name].redeem(await desktop.landing());
      const again = await page(name, OFFICE, key);
      expect((await (await phone(NEXT_DESK)).scan(again)).desktop?.known).toBe(known);
      again.close();
      desktop.close();
    }
  });

  it('“not me” of somebody nearby, who may only walk past, blocks for an hour; of somebody far for thirty days', async () => {
    const start = (jkt: string): Promise<string> =>
      portals.lenient.startSession({ desktop_jkt: jkt }).then(
        () => 'started',
        () => 'blocked',
      );
    const disowned = async (address: string): Promise<string> => {
      const key = await makePageKey();
      const [desktop, somebody] = [await page('lenient', OFFICE, key), await phone(address)];
      await somebody.scan(desktop);
      await somebody.deny('not_me');
      await desktop.until('denied');
      return key.jkt;
    };
    const [near, far] = [await disowned(NEXT_DESK), await disowned(ABROAD)];
    expect([await start(near), await start(far)]).toEqual(['blocked', 'blocked']);
    broker.shiftTime(3_600_000);
    expect([await start(near), await start(far)]).toEqual(['started', 'blocked']);
  });

  it('the portal is told how risky it was, and why', async () => {
    const [desktop, far] = [await page('lenient'), await phone(ABROAD)];
    await far.signIn(desktop);
    const tokens = await portals.lenient.redeem(await desktop.landing());
    expect(tokens.claims()).toMatchObject({
      risk: 'high',
      nearness: 'far',
      risk_reasons: ['other_network', 'distant', 'new_computer'],
      name: ZHANG.name,
    });
    expect(tokens.claims()).not.toHaveProperty('limited');
    desktop.close();
  });

  it('what the policy limits is granted the least, and not for long', async () => {
    const [desktop, far] = [await page('limiting'), await phone(ABROAD)];
    expect((await far.scan(desktop)).effect_text.en).toContain('15 minutes');
    await far.approve();
    const tokens = await portals.limiting.redeem(await desktop.landing());
    expect(tokens).toMatchObject({ scope: 'openid' });
    expect(tokens.refresh_token).toBeUndefined();
    expect(tokens.claims()).toMatchObject({ limited: true, risk: 'high' });
    expect(tokens.claims()).not.toHaveProperty('name');
    const isListed = async (): Promise<boolean> =>
      (await far.desktops()).some(({ portal }) => portal.domain === 'limiting.test');
    expect(await isListed()).toBe(true);
    desktop.close();
    await growOlder(15 * 60_000);
    expect(await isListed()).toBe(false);
  });

  describe('no digits are asked for where no page could take them, and the least is granted in their place:', () => {
    it('at a device (RFC 8628)', async () => {
      const tv = await TvDevice.start({ broker, portal: portals.asking });
      const near = await phone(OFFICE);
      expect(await near.signIn(tv)).toEqual({ session_id: tv.sessionId, state: 'approved' });
      expect(await near.read()).not.toHaveProperty('check_code');
      const { status, body } = await tv.poll();
      expect({ status, ...decodeJwt(body.id_token ?? '') }).toMatchObject({ status: 200, limited: true });
    });

    it('at a portal’s backend (CIBA)', async () => {
      const desk = new CibaDesk(broker.origin, portals.asking);
      const person = { ...ZHANG, accounts: { asking: ['A-1'] } };
      const authReqId = await desk.ask({ login_hint: 'account:A-1' });
      const near = await PhoneDevice.create({ broker: broker.origin, app, person });
      const [request] = await sentTo(near);
      const { status, body: decided } = await decide(near, await open(near, request?.session_id ?? ''));
      expect({ status, decided }).toEqual({
        status: 200,
        decided: { session_id: request?.session_id, state: 'approved' },
      });
      expect(decodeJwt((await desk.poll(authReqId)).body.id_token ?? '')).toMatchObject({ limited: true });
    });
  });

  it('a portal that keeps to its networks starts nothing from outside, nor from who knows where', async () => {
    const start = (desktop?: { address: string }): Promise<unknown> =>
      portals.indoors.startSession(desktop ? { desktop } : { desktop: {} });
    await expect(start({ address: '203.0.113.200' })).resolves.toBeDefined();
    await expect(start({ address: '::ffff:203.0.113.200' })).resolves.toBeDefined();
    for (const desktop of [{ address: '203.0.114.1' }, { address: '2001:db8:2::1' }, undefined]) {
      await expect(start(desktop)).rejects.toMatchObject({
        cause: { status: 403, body: { code: 'network_not_allowed' } },
      });
    }
  });

  it.each([
    ['203.0.113.200', 201],
    ['203.0.114.1', 403],
    // What stands before the proxy's own word is the sender's.
    ['203.0.113.200, 203.0.114.1', 403],
  ])('nor for its own page in a browser that comes by %s: %i', async (forwarded, status) => {
    const answer = await fetch(`${broker.origin}/v1/sessions`, {
      method: 'POST',
      headers: { origin: portals.indoors.origin, 'x-forwarded-for': forwarded, 'content-type': 'application/json' },
      body: JSON.stringify(await portals.indoors.begin()),
    });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject(
      status === 201 ? { desktop_token: expect.any(String) as string } : { code: 'network_not_allowed' },
    );
  });
});
