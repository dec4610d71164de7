import { readFileSync } from 'node:fs';
import type { Consent, LocalizedText, PendingRequests, StartAnswer } from '@saoma/protocol';
import { CallbackReceiver, DesktopDevice, PortalBackend } from '@saoma/testing';
import { type Configuration, customFetch } from 'openid-client';
import { ask } from '../../docs/snippets/ciba.js';
import { confirm } from '../../docs/snippets/confirm.js';
import { signIn } from '../../docs/snippets/device.js';
import { logoutVerifier } from '../../docs/snippets/logout.js';
import { fetch as miniProgramFetch } from '../../docs/snippets/mini-program.js';
import { serve } from '../../docs/snippets/phone.js';
import { comeBack, leave } from '../../docs/snippets/redirect.js';
import { finish, start } from '../../docs/snippets/redeem.js';
import { finishVerify, startVerify } from '../../docs/snippets/verify.js';
import { startWorld, type World, ZHANG } from '../broker/world.js';
import { until } from '../servers/deadline.js';
import { HostedPage } from './hosted-page.js';

describe('the snippets of the README', () => {
  let world: World;
  let receiver: CallbackReceiver | undefined;

  beforeAll(async () => {
    world = await startWorld({ env: { CALLBACK_NETWORKS: '127.0.0.0/8' } });
  });

  afterAll(async () => {
    await receiver?.close();
    await world.close();
  });

  it.each([
    ['README.md', 'embed.html'],
    ['README.md', 'confirm.ts'],
    ['README.md', 'redeem.ts'],
    ['README.md', 'redirect.ts'],
    ['README.md', 'device.ts'],
    ['README.md', 'ciba.ts'],
    ['README.md', 'logout.ts'],
    ['docs/purposes.md', 'verify.ts'],
    ['libs/mobile/README.md', 'phone.ts'],
    ['libs/mobile/README.md', 'mini-program.ts'],
    ['libs/testing/README.md', 'two-devices.mjs'],
  ])('stand in %s as they stand here: %s', (page, name) => {
    expect(readFileSync(page, 'utf8')).toContain(readFileSync(`docs/snippets/${name}`, 'utf8').trim());
  });

  /** The portal's client, which is let poll after a second instead of five; its polls wait until somebody has decided. */
  async function polling(): Promise<{ broker: Configuration; decide: (decision: () => Promise<void>) => void }> {
    let decide!: (decision: () => Promise<void>) => void;
    const decided = new Promise<void>((resolve) => (decide = (decision) => resolve(decision())));
    const broker = await world.portal.along(world.route(0)).configuration();
    broker[customFetch] = async (url, init) => {
      if (new URL(url).pathname === '/token') await decided;
      const answer = await fetch(url, init as RequestInit);
      const body = (await answer.json()) as object;
      return Response.json('interval' in body ? { ...body, interval: 1 } : body, { status: answer.status });
    };
    return { broker, decide };
  }

  it('serve a phone in a mini program, to the end that came after its approval', async () => {
    const desktop = await world.desktop();
    const phone = await world.phone();
    const shown: string[] = [];
    const show = ({ en }: LocalizedText): void => {
      shown.push(en);
      if (en === 'You agreed. Look at the computer’s screen.') world.broker.shiftTime(61_000);
    };
    miniProgram();
    const options = {
      broker: world.broker.origin,
      fetch: miniProgramFetch,
      accessToken: () => phone.accessToken(),
      proof: (...about: Parameters<typeof phone.proof>) => phone.proof(...about),
      signer: phone.signer,
    };
    await serve(options, () => Promise.resolve(true), show, await desktop.userCode());
    await serve(options, () => Promise.resolve(true), show, 'https://example.com/menu');
    await serve(options, () => Promise.reject(new Error('nothing waits')), show);
    expect(shown).toEqual([
      'You agreed. Look at the computer’s screen.',
      'Not completed. Start again on the computer.',
      'This is not a sign-in code. Scan the code on the sign-in page.',
    ]);
    desktop.close();
  });

  it('verify one person for one act, and sign nobody in', async () => {
    const app = { ...world.app.registration(), realm: 'natural-person' };
    await world.broker.register({ portals: [world.portal], apps: [app] });
    const broker = await world.portal.configuration();
    const started = await until(
      'the realm',
      () => startVerify(broker, world.portal.clientId, 'zhang'),
      ({ status }) => status === 201,
    );
    const desktop = await DesktopDevice.start({
      broker: world.broker.origin,
      origin: world.portal.origin,
      request: () => Promise.resolve(started.answer as StartAnswer),
    });
    const phone = await world.phone();
    expect(await phone.scan(desktop)).toMatchObject({ purpose: 'verify', text: '重置网站密码' });
    phone.verify({ amr: ['face'] });
    await phone.approve();
    const callback = new URL(await desktop.landing());
    await expect(finish(broker, callback, started.kept)).rejects.toMatchObject({ error: 'invalid_grant' });
    await expect(finishVerify(broker, callback, started.kept)).resolves.toMatchObject({ purpose: 'verify' });
    desktop.close();
    await world.broker.register({ portals: [world.portal], apps: [world.app] });
  });

  it('sign a person in at a device that prints its code', async () => {
    const phone = await world.phone();
    const { broker, decide } = await polling();
    const signedIn = signIn(broker, ({ code, userCode, at }) => {
      expect(at).toBe(`${world.broker.origin}/q`);
      decide(async () => {
        expect(await phone.scan(code)).toMatchObject({ flow: 'device', user_code: userCode });
        await phone.approve();
      });
    });
    await expect(signedIn).resolves.toMatchObject({ aud: 'etax', name: '张伟', purpose: 'login' });
  });

  it('ask one person in their app, with words that stand on both sides', async () => {
    const phone = await world.phone({ ...ZHANG, accounts: { etax: ['zhangwei'] } });
    const { broker, decide } = await polling();
    const signedIn = ask(broker, 'zhangwei', 'A-12');
    decide(async () => {
      const [request] = await until(
        'the request',
        async () => ((await phone.call('GET', '/v1/requests')).body as PendingRequests).sent,
        ({ length }) => length > 0,
      );
      expect(request?.binding_message).toBe('A-12');
      const view = (await phone.call('POST', `/v1/requests/${request?.session_id ?? ''}`)).body as Consent;
      expect(view).toMatchObject({ flow: 'ciba', via: 'request', binding_message: 'A-12' });
      await phone.client.approve(view);
    });
    await expect(signedIn).resolves.toMatchObject({ aud: 'etax', purpose: 'login' });
  });

  it('show what a portal sent when the app starts', async () => {
    const phone = await world.phone({ ...ZHANG, accounts: { etax: ['zhangwei'] } });
    const { broker, decide } = await polling();
    const signedIn = ask(broker, 'zhangwei', 'B-34');
    const options = {
      broker: world.broker.origin,
      fetch,
      accessToken: () => phone.accessToken(),
      proof: (...about: Parameters<typeof phone.proof>) => phone.proof(...about),
      signer: phone.signer,
    };
    const seen: Consent[] = [];
    const decline = (view: Consent): Promise<boolean> => {
      seen.push(view);
      return Promise.resolve(false);
    };
    decide(async () => {
      await until(
        'the request',
        () => phone.client.requests(),
        ({ sent }) => sent.length > 0,
      );
      await serve(options, decline, () => undefined);
    });
    await expect(signedIn).rejects.toMatchObject({ error: 'access_denied' });
    expect(seen).toMatchObject([{ flow: 'ciba', via: 'request', binding_message: 'B-34' }]);
  });

  it('send a browser away, take it back, and hear when the person signs it out', async () => {
    const redirectUri = 'https://reports.test/callback';
    const portal = await PortalBackend.create({ clientId: 'reports', redirectUri, apps: [world.app] });
    portal.useBroker(world.broker.origin);
    const endedBy = logoutVerifier(world.broker.origin, 'reports');
    const forAnother = logoutVerifier(world.broker.origin, 'etax');
    const heard: unknown[] = [];
    receiver = await CallbackReceiver.listen(async ({ body }) => {
      const token = new URLSearchParams(body).get('logout_token') ?? '';
      heard.push(...(await Promise.allSettled([endedBy(token), forAnother(token)])));
      return { status: 200 };
    });
    await world.broker.register({
      portals: [world.portal, portal.registration({ backchannel_logout_uri: receiver.uri })],
      apps: [world.app],
    });
    const broker = await portal.configuration();
    const { kept, location } = await leave(broker, redirectUri);
    const page = await until(
      'the portal',
      () => HostedPage.open(location).catch(() => undefined),
      (opened) => opened !== undefined,
    );
    const element = await page?.element();
    if (!element) throw new Error('there is no page');
    const phone = await world.phone();
    await phone.signIn(element);
    const claims = await comeBack(broker, new URL(await element.landing()), kept);
    expect(claims).toMatchObject({ aud: 'reports', name: '张伟' });
    expect((await phone.call('DELETE', '/v1/desktops')).status).toBe(204);
    await until(
      'the logout',
      () => heard.length,
      (count) => count > 0,
    );
    expect(heard).toMatchObject([{ value: claims?.['sid'] }, { reason: { claim: 'aud' } }]);
    element.close();
  });

  it.each([
    ['sign a person in: start, confirm, redeem', 0],
    ['ask once more when the token request was lost on its way there', 1],
    ['tell phone and portal that nobody is signed in, when the token answer was lost on its way back', 2],
  ])('%s', async (_, lost) => {
    const broker = await world.portal.configuration();
    let kept: Awaited<ReturnType<typeof start>>['kept'] | undefined;
    const desktop = await DesktopDevice.start({
      broker: world.broker.origin,
      origin: world.portal.origin,
      request: async () => {
        const started = await start(broker, world.portal.clientId, { address: '203.0.113.7' });
        kept = started.kept;
        return started.answer as StartAnswer;
      },
    });
    const phone = await world.phone();
    const options = {
      broker: world.broker.origin,
      fetch,
      accessToken: () => phone.accessToken(),
      proof: (...about: Parameters<typeof phone.proof>) => phone.proof(...about),
      signer: phone.signer,
    };
    const decision = await confirm(options, desktop.qr(), (view) => {
      expect(view.portal.domain).toBe('etax.test');
      return Promise.resolve(true);
    });
    expect(decision.state).toBe('approved');
    if (!kept) throw new Error('nothing was kept');
    let isLost = lost > 0;
    broker[customFetch] = async (url, init) => {
      const answer = isLost && lost === 1 ? undefined : await fetch(url, init as RequestInit);
      const wasLost = isLost;
      isLost = false;
      if (wasLost || !answer) throw new TypeError('fetch failed');
      return answer;
    };
    const finished = finish(broker, new URL(await desktop.landing()), kept);
    if (lost < 2) await expect(finished).resolves.toMatchObject({ aud: 'etax' });
    else await expect(finished).rejects.toMatchObject({ error: 'invalid_grant' });
    const { reason } = await phone.client
      .read(decision.session_id)
      .then((outcome) => ({ reason: undefined, ...outcome }));
    expect(reason).toBe(lost === 2 ? 'not_completed' : undefined);
    desktop.close();
  });
});

/** As a mini program's platform does it: members of its own, the answer as a text, nothing thrown. */
function miniProgram(): void {
  interface Options {
    readonly url: string;
    readonly method: string;
    readonly header: Record<string, string>;
    readonly data?: string;
    readonly success: (answer: { statusCode: number; header: Record<string, string>; data: string }) => void;
    readonly fail: (error: { errMsg: string }) => void;
  }
  const request = async ({ url, method, header, data, success, fail }: Options): Promise<void> => {
    try {
      const response = await fetch(url, { method, headers: header, ...(data !== undefined && { body: data }) });
      const named = [...response.headers].map(([name, value]) => [name.toUpperCase(), value] as const);
      success({ statusCode: response.status, header: Object.fromEntries(named), data: await response.text() });
    } catch {
      fail({ errMsg: 'request:fail' });
    }
  };
  Object.assign(globalThis, { wx: { request } });
}
