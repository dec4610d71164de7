import { generateKeyPairSync } from 'node:crypto';
import {
  app,
  type Entry,
  type File,
  key,
  operator,
  portal,
  privateJwk,
  read,
  rsa,
  SECRET_SHA256,
  sound,
} from '../../test/broker/spoilt-registry.js';
import { RegistryMistakes } from './mistakes.js';

describe('a sound registry', () => {
  it('is read, with defaults for what is left out', () => {
    const reading = read(() => undefined);
    if (!reading.ok) throw new RegistryMistakes('test', reading.mistakes);
    expect(reading.registered.portals).toEqual([
      {
        clientId: 'etax',
        names: { zh: '税务', en: 'Tax' },
        domain: 'etax.example.cn',
        origins: ['https://etax.example.cn'],
        redirectUris: ['https://etax.example.cn/in', 'https://sso.etax.example.cn/in'],
        auth: { method: 'client_secret_basic', secretSha256: [SECRET_SHA256] },
        purposes: ['login', 'step_up'],
        trustedApps: ['https://app.example.cn'],
        trustedRealms: ['people'],
        startedBy: ['page', 'backend'],
        confirmOnDesktop: 'by_risk',
        policy: [
          { when: { nearness: ['far'] }, then: 'check' },
          { when: { computer: ['new'] }, then: 'check' },
        ],
        subjectType: 'pairwise',
        showName: true,
        signedInMs: 24 * 3_600_000,
        refreshTokens: false,
        dpopBound: false,
        pushedRequestsOnly: false,
        frameAncestors: [],
        desktopKey: 'optional',
        trustedDesktops: [],
        postLogoutRedirectUris: [],
        delivery: 'poll',
        needsRequestCode: false,
        auditDetails: [],
      },
    ]);
    expect(reading.registered.apps).toEqual([
      {
        appId: 'app',
        names: { zh: '应用', en: 'App' },
        realm: 'people',
        issuer: 'https://app.example.cn',
        keys: { jwks: { keys: [{ ...key, kid: '1' }] } },
        audience: 'https://pass.example.cn',
        tokenType: 'dpop',
        purposes: ['login'],
        amr: ['face'],
        channel: 'app',
      },
    ]);
    expect(reading.registered.operators).toEqual([{ operatorId: 'op', tokenSha256: ['cd'.repeat(32)] }]);
  });

  it.each<[string, (file: File) => unknown]>([
    ['plain http on a loopback host', portal({ redirect_uris: ['http://127.0.0.1:3000/in', 'http://localhost/in'] })],
    ['a public RSA key of 2048 bits', app({ jwks: { keys: [{ ...rsa(2048), alg: 'PS256', use: 'sig' }] } })],
    ['an Ed25519 key', app({ jwks: { keys: [generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })] } })],
    ['members that a key may have besides', app({ jwks: { keys: [{ ...key, x5t: 'abc', key_ops: ['verify'] }] } })],
    ['nobody who runs it', (file) => Reflect.deleteProperty(file, 'operators')],
    ['a list of nobody who runs it', (file) => (file.operators = [] as never)],
    ['a link with the app’s own scheme', app({ scan_link: 'etax://scan' })],
    ['a portal that only its backend starts, without origins', portal({ started_by: ['backend'], origins: undefined })],
    [
      'a portal without a backend',
      portal({ started_by: ['page'], purposes: ['login'], client_auth: { method: 'none' } }),
    ],
    [
      'a portal of devices and requests, without address',
      portal({
        started_by: ['device', 'ciba'],
        purposes: ['login'],
        redirect_uris: undefined,
        domain: 'etax.example.cn',
      }),
    ],
    [
      'a portal without a backend that stays signed in with a key of its own',
      portal({
        started_by: ['redirect'],
        purposes: ['login'],
        client_auth: { method: 'none' },
        refresh_tokens: true,
        dpop_bound_access_tokens: true,
      }),
    ],
    ['callbacks to a loopback host over plain http', portal({ backchannel_logout_uri: 'http://localhost:3000/out' })],
    [
      'a portal that signs with its own key',
      portal({ client_auth: { method: 'private_key_jwt', jwks_uri: 'https://etax.example.cn/jwks' } }),
    ],
  ])('may have %s', (_, change) => {
    expect(read(change)).toMatchObject({ ok: true });
  });

  it('has portals that are told, and stay signed in, as they say', () => {
    const reading = read(
      portal({
        started_by: ['redirect', 'device', 'ciba'],
        purposes: ['login'],
        signed_in_hours: 8,
        refresh_tokens: true,
        require_pushed_authorization_requests: true,
        post_logout_redirect_uris: ['https://etax.example.cn/bye'],
        backchannel_logout_uri: 'https://etax.example.cn/out',
        backchannel_token_delivery_mode: 'ping',
        backchannel_client_notification_endpoint: 'https://etax.example.cn/ping',
        backchannel_user_code_parameter: true,
      }),
    );
    expect(reading.ok ? reading.registered.portals[0] : reading.mistakes).toMatchObject({
      startedBy: ['redirect', 'device', 'ciba'],
      signedInMs: 8 * 3_600_000,
      refreshTokens: true,
      pushedRequestsOnly: true,
      postLogoutRedirectUris: ['https://etax.example.cn/bye'],
      backchannelLogoutUri: 'https://etax.example.cn/out',
      delivery: { pingUri: 'https://etax.example.cn/ping' },
      needsRequestCode: true,
    });
  });

  it('has apps of three channels', () => {
    const host = { zh: '云聊', en: 'Yunliao' };
    const appOf = (change: Entry): unknown => {
      const reading = read(app(change));
      return reading.ok ? reading.registered.apps[0] : reading.mistakes;
    };
    expect(appOf({ channel: 'app', acr: ['urn:one', 'urn:two'] })).toMatchObject({
      channel: 'app',
      acr: ['urn:one', 'urn:two'],
    });
    expect(appOf({ channel: 'mini_program', host })).toMatchObject({ channel: 'mini_program', host });
    expect(appOf({ channel: 'phone_line', acr: ['urn:line'] })).toMatchObject({ channel: 'phone_line' });
  });
});

describe('mistakes in the registry', () => {
  it('names the portal, app or operator that it is in', () => {
    const reading = read((file) => {
      portal({ logo: 'no' })(file);
      app({ amr: 'face' })(file);
      operator({ token_sha256: 'no' })(file);
    });
    expect(reading.ok ? [] : reading.mistakes.map(({ entry }) => entry)).toEqual(['etax', 'app', 'op']);
  });

  it('does not hide the others: all are told at once, and what only follows from one is not', () => {
    const reading = read((file) => {
      portal({
        colour: 'red',
        names: { zh: '税务' },
        domain: 'Tax',
        redirect_uris: ['/in', 'http://etax.example.cn/in'],
        client_auth: { method: 'client_secret_post', secret_sha256: 'short' },
        trusted_apps: ['app', 'other'],
        started_by: ['page'],
      })(file);
      file.portals.push({ ...sound().portals[0], client_id: 'gate', names: 'Gate', purposes: ['verify'], origins: [] });
      file.portals.push(null as never, 7 as never);
      app({ issuer: 'app', jwks: { keys: [privateJwk] }, amr: ['smell'] })(file);
      file.apps.push({ ...sound().apps[0], issuer: 'https://b.cn' });
    });
    expect(reading.ok ? [] : reading.mistakes.map(({ path }) => path).sort()).toEqual([
      'apps[0].amr[0]',
      'apps[0].issuer',
      'apps[0].jwks.keys[0].d',
      'apps[1].id',
      'portals[0].client_auth.secret_sha256',
      'portals[0].colour',
      'portals[0].domain',
      'portals[0].names.en',
      'portals[0].redirect_uris[0]',
      'portals[0].redirect_uris[1]',
      'portals[0].started_by',
      'portals[0].trusted_apps[1]',
      'portals[1].names',
      'portals[1].origins',
      'portals[1].purposes',
      'portals[2]',
      'portals[3]',
    ]);
  });

  it('never shows what stands in the file', () => {
    const canary = 'CANARY-s3cr3t';
    const canaries: ((file: File) => void)[] = [
      ...Object.keys(sound().portals[0]).map((member) => portal({ [member]: canary })),
      ...Object.keys(sound().portals[0]).map((member) => portal({ [member]: [canary, { a: canary }] })),
      ...Object.keys(sound().apps[0]).map((member) => app({ [member]: canary })),
      portal({ client_auth: { method: 'client_secret_basic', secret_sha256: canary } }),
      portal({ client_auth: { method: canary, secret_sha256: canary } }),
      portal({ client_auth: { method: 'client_secret_basic', secret: canary, secret_sha256: canary } }),
      app({ jwks: { keys: [{ ...privateJwk, d: canary }] } }),
      app({ jwks: { keys: [{ kty: 'oct', k: canary }] } }),
      operator({ token_sha256: canary }),
      operator({ token: canary }),
      portal({ backchannel_token_delivery_mode: 'ping', backchannel_client_notification_endpoint: canary }),
      portal({ post_logout_redirect_uris: [canary], backchannel_logout_uri: canary, signed_in_hours: canary }),
      app({ push_uri: canary }),
      app({ channel: canary, acr: [`${canary} `], host: canary }),
      app({ jwks: { keys: [{ kty: 'RSA', n: canary, e: canary, alg: canary, kid: [canary], use: canary }] } }),
    ];
    const messages = canaries.map((spoil) => {
      const reading = read(spoil);
      return reading.ok ? '' : new RegistryMistakes('registry.yaml', reading.mistakes).message;
    });
    // As an id or a name the canary is sound, and needs no message.
    expect(messages.filter((message) => message !== '').length).toBeGreaterThan(20);
    const named = messages.map((message) => message.replaceAll(`(${canary})`, ''));
    expect(named.join('\n')).not.toContain(canary);
    expect(named.join('\n')).not.toContain(privateJwk.d);
  });

  it('is told in one block with all others', () => {
    const reading = read((file) => {
      portal({ show_name: 1 })(file);
      app({ token_type: 'x' })(file);
    });
    const error = new RegistryMistakes('/etc/registry.yaml', reading.ok ? [] : reading.mistakes);
    expect(error.message.split('\n')).toEqual([
      'The registry /etc/registry.yaml has 2 mistakes:',
      '  portals[0].show_name (etax): must be true or false',
      '  apps[0].token_type (app): must be dpop or bearer',
    ]);
  });
});
