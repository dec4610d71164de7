import { generateKeyPairSync } from 'node:crypto';
import { stringify } from 'yaml';
import { RegistryMistakes } from './mistakes.js';
import { readRegistry } from './read-registry.js';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const key = publicKey.export({ format: 'jwk' });
const privateJwk = privateKey.export({ format: 'jwk' });
const SECRET_SHA256 = 'ab'.repeat(32);

type Entry = Record<string, unknown>;
interface File extends Entry {
  portals: [Entry, ...Entry[]];
  apps: [Entry, ...Entry[]];
}

/** A sound file to spoil. */
const sound = (): File => ({
  portals: [
    {
      client_id: 'etax',
      names: { zh: '税务', en: 'Tax' },
      origins: ['https://etax.example.cn'],
      redirect_uris: ['https://etax.example.cn/in', 'https://sso.etax.example.cn/in'],
      client_auth: { method: 'client_secret_basic', secret_sha256: SECRET_SHA256 },
      purposes: ['login', 'step_up'],
      trusted_apps: ['app'],
      started_by: ['page', 'backend'],
    },
  ],
  apps: [
    {
      id: 'app',
      names: { zh: '应用', en: 'App' },
      realm: 'people',
      issuer: 'https://app.example.cn',
      jwks: { keys: [{ ...key, kid: '1' }] },
      audience: 'https://pass.example.cn',
      token_type: 'dpop',
      purposes: ['login'],
      amr: ['face'],
    },
  ],
});

function read(spoil: (file: File) => unknown): ReturnType<typeof readRegistry> {
  const file = sound();
  spoil(file);
  return readRegistry(stringify(file, { aliasDuplicateObjects: false }));
}

const portal = (change: Entry) => (file: File) => void Object.assign(file.portals[0], change);
const app = (change: Entry) => (file: File) => void Object.assign(file.apps[0], change);
const rsa = (bits: number): Entry => ({
  ...generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ format: 'jwk' }),
});

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
        auth: { method: 'client_secret_basic', secretSha256: SECRET_SHA256 },
        purposes: ['login', 'step_up'],
        trustedApps: ['https://app.example.cn'],
        trustedRealms: ['people'],
        startedBy: ['page', 'backend'],
        confirmOnDesktop: 'never',
        subjectType: 'pairwise',
        showName: true,
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
    expect(reading.registered.operators).toEqual([]);
  });

  it.each<[string, (file: File) => void]>([
    ['plain http on a loopback host', portal({ redirect_uris: ['http://127.0.0.1:3000/in', 'http://localhost/in'] })],
    ['a public RSA key of 2048 bits', app({ jwks: { keys: [{ ...rsa(2048), alg: 'PS256', use: 'sig' }] } })],
    ['an Ed25519 key', app({ jwks: { keys: [generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })] } })],
    ['members that a key may have besides', app({ jwks: { keys: [{ ...key, x5t: 'abc', key_ops: ['verify'] }] } })],
    ['a link with the app’s own scheme', app({ scan_link: 'etax://scan' })],
    ['a portal that only its backend starts, without origins', portal({ started_by: ['backend'], origins: undefined })],
    [
      'a portal without a backend',
      portal({ started_by: ['page'], purposes: ['login'], client_auth: { method: 'none' } }),
    ],
    [
      'a portal that signs with its own key',
      portal({ client_auth: { method: 'private_key_jwt', jwks_uri: 'https://etax.example.cn/jwks' } }),
    ],
  ])('may have %s', (_, change) => {
    expect(read(change)).toMatchObject({ ok: true });
  });
});

const auth = (client_auth: Entry): Entry => ({ client_auth });
const keys = (...set: unknown[]): Entry => ({ jwks: { keys: set } });

/** What is spoilt in an entry, where the mistake is, and what the expectation speaks of. */
type Row = [string, Entry, string, RegExp];

const IN_PORTAL: Row[] = [
  ['a member nobody knows', { colour: 'red' }, 'colour', /not a member/],
  ['a member nobody knows deep inside', { names: { zh: '税', en: 'T', fr: 'T' } }, 'names.fr', /not a member/],
  ['a missing client id', { client_id: undefined }, 'client_id', /1 to 64/],
  ['a client id with a space', { client_id: 'e tax' }, 'client_id', /1 to 64/],
  ['a client id that is a number', { client_id: 7 }, 'client_id', /1 to 64/],
  ['a name in one language', { names: { zh: '税务' } }, 'names.en', /1 to 64/],
  ['a name that turns the writing around', { names: { zh: '税', en: 'a\u202Eb' } }, 'names.en', /visible/],
  ['names as a list', { names: ['税务', 'Tax'] }, 'names', /mapping/],
  ['a logo over plain http', { logo: 'http://etax.example.cn/l.svg' }, 'logo', /https/],
  ['a logo that is empty', { logo: null }, 'logo', /https/],
  ['a domain with a path', { domain: 'etax.example.cn/x' }, 'domain', /host name/],
  ['an origin with a path', { origins: ['https://etax.example.cn/'] }, 'origins[0]', /bare/],
  ['an origin in upper case', { origins: ['https://ETAX.example.cn'] }, 'origins[0]', /lower case/],
  ['an origin with the default port', { origins: ['https://etax.example.cn:443'] }, 'origins[0]', /default/],
  ['an origin over plain http', { origins: ['http://etax.example.cn'] }, 'origins[0]', /https/],
  ['a host that only begins like loopback', { origins: ['http://127.0.0.1.evil.cn'] }, 'origins[0]', /https/],
  ['the origin null', { origins: ['null'] }, 'origins[0]', /bare/],
  ['any origin', { origins: ['*'] }, 'origins[0]', /bare/],
  ['an origin twice', { origins: ['https://a.cn', 'https://a.cn'] }, 'origins[1]', /twice/],
  ['one origin outside a list', { origins: 'https://etax.example.cn' }, 'origins', /list/],
  ['no redirect URI', { redirect_uris: [] }, 'redirect_uris', /at least one/],
  ['a relative redirect', { redirect_uris: ['/in'] }, 'redirect_uris[0]', /absolute/],
  ['a redirect with a fragment', { redirect_uris: ['https://etax.example.cn/#in'] }, 'redirect_uris[0]', /fragment/],
  ['a redirect over plain http', { redirect_uris: ['http://etax.example.cn/'] }, 'redirect_uris[0]', /https/],
  ['a redirect with a password', { redirect_uris: ['https://a:b@example.cn/'] }, 'redirect_uris[0]', /password/],
  ['a redirect with a wildcard', { redirect_uris: ['https://*.example.cn/'] }, 'redirect_uris[0]', /wildcard/],
  ['a redirect to a script', { redirect_uris: ['javascript:alert(1)'] }, 'redirect_uris[0]', /https/],
  ['two sites behind one domain', { redirect_uris: ['https://a.cn/', 'https://aa.cn/'] }, 'redirect_uris[1]', /domain/],
  ['no client authentication', { client_auth: undefined }, 'client_auth', /mapping/],
  ['an unknown method', auth({ method: 'tls', secret_sha256: 'x' }), 'client_auth.method', /private_key_jwt/],
  ['a method without its hash', auth({ method: 'client_secret_post' }), 'client_auth.secret_sha256', /64 hex/],
  ['a method without its keys', auth({ method: 'private_key_jwt' }), 'client_auth.jwks', /jwks_uri/],
  ['a hash with no use', auth({ method: 'none', secret_sha256: 'x' }), 'client_auth.secret_sha256', /not a member/],
  ['a backend that proves nothing', auth({ method: 'none' }), 'client_auth', /prove/],
  ['an unknown purpose', { purposes: ['login', 'pay'] }, 'purposes[1]', /login, step_up or verify/],
  ['no purpose', { purposes: [] }, 'purposes', /at least one/],
  ['a page without login', { purposes: ['verify'] }, 'purposes', /login/],
  ['a page without origin', { origins: [] }, 'origins', /at least one origin/],
  ['step_up for pages', { started_by: ['page'] }, 'started_by', /backend/],
  ['a starter nobody knows', { started_by: ['anyone'] }, 'started_by[0]', /page or backend/],
  ['an app that is not there', { trusted_apps: ['app', 'other'] }, 'trusted_apps[1]', /id of an app/],
  ['a realm that is left out', { trusted_realms: ['firms'] }, 'trusted_apps[0]', /realm/],
  ['an unknown confirmation', { confirm_on_desktop: 'sometimes' }, 'confirm_on_desktop', /always or never/],
  ['an unknown subject type', { subject_type: 'secret' }, 'subject_type', /public or pairwise/],
  ['yes for true', { show_name: 'yes' }, 'show_name', /true or false/],
];

const IN_APP: Row[] = [
  ['an issuer over plain http', { issuer: 'http://app.example.cn' }, 'issuer', /https/],
  ['an issuer with a query', { issuer: 'https://app.example.cn?a' }, 'issuer', /query/],
  ['an audience with a space', { audience: 'a b' }, 'audience', /without spaces/],
  ['an unknown token type', { token_type: 'mac' }, 'token_type', /dpop or bearer/],
  ['a factor nobody knows', { amr: ['face', 'smell'] }, 'amr[1]', /RFC 8176/],
  ['a link with a fragment of its own', { scan_link: 'etax://scan#there' }, 'scan_link', /fragment/],
  ['a link that runs a script', { scan_link: 'javascript:alert(1)' }, 'scan_link', /own scheme/],
  ['no keys', { jwks: undefined }, 'jwks', /jwks_uri/],
  ['keys here and there', { jwks_uri: 'https://app.example.cn/jwks' }, 'jwks', /one of the two/],
  ['an empty key set', keys(), 'jwks', /at least one key/],
  ['a private key', keys(privateJwk), 'jwks.keys[0].d', /private/],
  ['a symmetric key', keys({ kty: 'oct', k: 'c2VjcmV0' }), 'jwks.keys[0].k', /private/],
  ['a curve that is not taken', keys({ ...key, crv: 'P-384' }), 'jwks.keys[0]', /P-256/],
  ['an algorithm of another kind of key', keys({ ...key, alg: 'HS256' }), 'jwks.keys[0].alg', /ES256/],
  ['a key for encryption', keys({ ...key, use: 'enc' }), 'jwks.keys[0].use', /sig/],
  ['half a key', keys({ ...key, y: undefined }), 'jwks.keys[0]', /whole/],
  ['a point that is not on the curve', keys({ ...key, y: key.x }), 'jwks.keys[0]', /whole/],
  ['a short RSA key', keys(rsa(1024)), 'jwks.keys[0]', /2048/],
  ['two keys of one name', keys({ ...key, kid: '1' }, { ...key, kid: '1' }), 'jwks.keys[1].kid', /differ/],
];

type FileRow = [string, (file: File) => unknown, string, RegExp];

const IN_FILE: FileRow[] = [
  ['a member nobody knows', (file) => (file['version'] = 1), 'version', /not a member/],
  ['no portals', (file) => Reflect.deleteProperty(file, 'portals'), 'portals', /at least one/],
  ['a portal that is a word', (file) => file.portals.push('x' as never), 'portals[1]', /mapping/],
  ['a portal that is nothing', (file) => file.portals.push(null as never), 'portals[1]', /mapping/],
  ['portals as a word', (file) => (file.portals = 'etax' as never), 'portals', /list/],
  ['portals as a mapping', (file) => (file.portals = { etax: 1 } as never), 'portals', /list/],
  [
    'a client id twice',
    (file) => file.portals.push(structuredClone(file.portals[0])),
    'portals[1].client_id',
    /differ/,
  ],
  ['an app’s id twice', (file) => file.apps.push({ ...file.apps[0], issuer: 'https://b.cn' }), 'apps[1].id', /differ/],
  ['an issuer twice', (file) => file.apps.push({ ...file.apps[0], id: 'b' }), 'apps[1].issuer', /differ/],
];

const MISTAKES: FileRow[] = [
  ...IN_FILE,
  ...IN_PORTAL.map(([sentence, change, at, expected]): FileRow => [
    sentence,
    portal(change),
    `portals[0].${at}`,
    expected,
  ]),
  ...IN_APP.map(([sentence, change, at, expected]): FileRow => [sentence, app(change), `apps[0].${at}`, expected]),
];

describe('a mistake in the registry', () => {
  it.each(MISTAKES)('%s is told by place and expectation, and nothing else is', (_, spoil, path, expected) => {
    expect(read(spoil)).toEqual({
      ok: false,
      mistakes: [expect.objectContaining({ path, expected: expect.stringMatching(expected) })],
    });
  });

  it('names the portal or app that it is in', () => {
    const reading = read((file) => {
      portal({ logo: 'no' })(file);
      app({ amr: 'face' })(file);
    });
    expect(reading.ok ? [] : reading.mistakes.map(({ entry }) => entry)).toEqual(['etax', 'app']);
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
