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
} from '../../test/broker/spoilt-registry.js';

const auth = (client_auth: Entry): Entry => ({ client_auth });
const HOST = { zh: '云聊', en: 'Yunliao' };
const LINE = { channel: 'phone_line', acr: ['urn:line'] };
const NO_CLIENT = { client_auth: { method: 'none' }, purposes: ['login'] };
const starts = (...started_by: string[]): Entry => ({ started_by, purposes: ['login'] });
const CIBA = starts('ciba');
const ENDPOINT = 'backchannel_client_notification_endpoint';
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
  ['a frame around a page that is not used', { frame_ancestors: ['https://a.cn'] }, 'frame_ancestors', /redirect/],
  ['a frame anywhere', { ...starts('redirect'), frame_ancestors: ['*'] }, 'frame_ancestors[0]', /bare/],
  ['one origin outside a list', { origins: 'https://etax.example.cn' }, 'origins', /list/],
  ['a page that goes nowhere', { redirect_uris: [] }, 'redirect_uris', /page/],
  ['a backend that goes nowhere', { ...starts('backend'), redirect_uris: [] }, 'redirect_uris', /backend/],
  ['a redirect that goes nowhere', { ...starts('redirect'), redirect_uris: undefined }, 'redirect_uris', /redirect,/],
  ['a device at no domain', { ...starts('device'), redirect_uris: [] }, 'domain', /given/],
  ['a relative redirect', { redirect_uris: ['/in'] }, 'redirect_uris[0]', /absolute/],
  ['a redirect with a fragment', { redirect_uris: ['https://etax.example.cn/#in'] }, 'redirect_uris[0]', /fragment/],
  ['a redirect over plain http', { redirect_uris: ['http://etax.example.cn/'] }, 'redirect_uris[0]', /https/],
  ['a redirect with a password', { redirect_uris: ['https://a:b@example.cn/'] }, 'redirect_uris[0]', /password/],
  ['a redirect with a wildcard', { redirect_uris: ['https://*.example.cn/'] }, 'redirect_uris[0]', /wildcard/],
  ['a redirect to a script', { redirect_uris: ['javascript:alert(1)'] }, 'redirect_uris[0]', /https/],
  ['two sites behind one domain', { redirect_uris: ['https://a.cn/', 'https://aa.cn/'] }, 'redirect_uris[1]', /domain/],
  ['no client authentication', { client_auth: undefined }, 'client_auth', /mapping/],
  ['an unknown method', auth({ method: 'tls', secret_sha256: 'x' }), 'client_auth.method', /private_key_jwt/],
  [
    'three secrets',
    auth({ method: 'client_secret_post', secret_sha256: ['a', 'b', 'c'] }),
    'client_auth.secret_sha256',
    /two/,
  ],
  [
    'a secret of two that is none',
    auth({ method: 'client_secret_post', secret_sha256: [SECRET_SHA256, 'b'] }),
    'client_auth.secret_sha256[1]',
    /64 hex/,
  ],
  ['a method without its hash', auth({ method: 'client_secret_post' }), 'client_auth.secret_sha256', /64 hex/],
  ['a method without its keys', auth({ method: 'private_key_jwt' }), 'client_auth.jwks', /jwks_uri/],
  ['a hash with no use', auth({ method: 'none', secret_sha256: 'x' }), 'client_auth.secret_sha256', /not a member/],
  ['a backend that proves nothing', auth({ method: 'none' }), 'client_auth', /prove/],
  ['a request that proves nothing', { ...CIBA, client_auth: { method: 'none' } }, 'client_auth', /ciba/],
  ['an unknown purpose', { purposes: ['login', 'pay'] }, 'purposes[1]', /login, step_up or verify/],
  ['no purpose', { purposes: [] }, 'purposes', /at least one/],
  ['a page without login', { purposes: ['verify'] }, 'purposes', /login/],
  ['a redirect without login', { started_by: ['backend', 'redirect'], purposes: ['verify'] }, 'purposes', /redirect/],
  ['a device without login', { started_by: ['backend', 'device'], purposes: ['verify'] }, 'purposes', /device/],
  ['a request without login', { started_by: ['backend', 'ciba'], purposes: ['verify'] }, 'purposes', /ciba/],
  ['a page without origin', { origins: [] }, 'origins', /at least one origin/],
  ['bound tokens for a backend', { dpop_bound_access_tokens: true }, 'dpop_bound_access_tokens', /bearer/],
  ['a key that may be', { desktop_key: 'maybe' }, 'desktop_key', /optional or required/],
  ['a computer by its name', { trusted_desktops: ['counter-7'] }, 'trusted_desktops[0]', /thumbprint/],
  [
    'trusted computers beside a device',
    { started_by: ['backend', 'device'], trusted_desktops: ['k'.repeat(43)] },
    'trusted_desktops',
    /device/,
  ],
  ['step_up for pages', { started_by: ['page'] }, 'started_by', /backend/],
  ['a starter nobody knows', { started_by: ['anyone'] }, 'started_by[0]', /page, backend, redirect, device or ciba/],
  ['an app that is not there', { trusted_apps: ['app', 'other'] }, 'trusted_apps[1]', /id of an app/],
  ['a realm that is left out', { trusted_realms: ['firms'] }, 'trusted_apps[0]', /realm/],
  [
    'an unknown detail on record',
    { audit_details: ['name'] },
    'audit_details[0]',
    /network, browser, identity or receipt/,
  ],
  ['an unknown confirmation', { confirm_on_desktop: 'sometimes' }, 'confirm_on_desktop', /always, never or by_risk/],
  ['a policy that is no list', { policy: 'strict' }, 'policy', /a list/],
  [
    'a rule without a word of what then',
    { policy: [{ when: { nearness: ['far'] } }] },
    'policy[0].then',
    /allow, check/,
  ],
  [
    'an unknown nearness',
    { policy: [{ when: { nearness: ['close'] }, then: 'check' }] },
    'policy[0].when.nearness[0]',
    /near, far/,
  ],
  [
    'an unknown condition',
    { policy: [{ when: { moon: ['full'] }, then: 'check' }] },
    'policy[0].when.moon',
    /not a member/,
  ],
  ['a rule for no network', { policy: [{ when: { from: [] }, then: 'allow' }] }, 'policy[0].when.from', /at least one/],
  ['a network that is none', { networks: ['10.0.0.0/33'] }, 'networks[0]', /CIDR range/],
  ['an address in fewer than four parts', { networks: ['10.1'] }, 'networks[0]', /CIDR range/],
  ['an unknown subject type', { subject_type: 'secret' }, 'subject_type', /public or pairwise/],
  ['yes for true', { show_name: 'yes' }, 'show_name', /true or false/],
  ['a sign-in of no hours', { signed_in_hours: 0 }, 'signed_in_hours', /1 to 720/],
  ['a sign-in without end', { signed_in_hours: 721 }, 'signed_in_hours', /1 to 720/],
  ['half an hour', { signed_in_hours: 1.5 }, 'signed_in_hours', /whole number/],
  ['hours in letters', { signed_in_hours: '8' }, 'signed_in_hours', /whole number/],
  [
    'refresh tokens bound to nobody',
    { ...NO_CLIENT, started_by: ['page'], refresh_tokens: true },
    'dpop_bound_access_tokens',
    /true/,
  ],
  [
    'pushed requests of nobody',
    { require_pushed_authorization_requests: true },
    'require_pushed_authorization_requests',
    /no redirect/,
  ],
  [
    'a way out over plain http',
    { post_logout_redirect_uris: ['http://etax.example.cn/bye'] },
    'post_logout_redirect_uris[0]',
    /https/,
  ],
  [
    'a way out with a fragment',
    { post_logout_redirect_uris: ['https://etax.example.cn/#bye'] },
    'post_logout_redirect_uris[0]',
    /fragment/,
  ],
  [
    'a logout told over plain http',
    { backchannel_logout_uri: 'http://etax.example.cn/out' },
    'backchannel_logout_uri',
    /https/,
  ],
  [
    'a logout told to a fragment',
    { backchannel_logout_uri: 'https://etax.example.cn/#out' },
    'backchannel_logout_uri',
    /fragment/,
  ],
  [
    'an unknown delivery',
    { ...CIBA, backchannel_token_delivery_mode: 'push' },
    'backchannel_token_delivery_mode',
    /poll or ping/,
  ],
  ['a ping to nowhere', { ...CIBA, backchannel_token_delivery_mode: 'ping' }, ENDPOINT, /given.*ping/],
  ['a poll that is called', { ...CIBA, [ENDPOINT]: 'https://etax.example.cn/ping' }, ENDPOINT, /not be here.*poll/],
  [
    'a ping over plain http',
    { ...CIBA, backchannel_token_delivery_mode: 'ping', [ENDPOINT]: 'http://etax.example.cn/ping' },
    ENDPOINT,
    /https/,
  ],
  ['a delivery of nothing', { backchannel_token_delivery_mode: 'ping' }, 'backchannel_token_delivery_mode', /no ciba/],
  ['a place for nothing', { [ENDPOINT]: 'https://etax.example.cn/ping' }, ENDPOINT, /no ciba/],
  ['a code for nothing', { backchannel_user_code_parameter: true }, 'backchannel_user_code_parameter', /no ciba/],
];

const IN_APP: Row[] = [
  ['an issuer over plain http', { issuer: 'http://app.example.cn' }, 'issuer', /https/],
  ['an issuer with a query', { issuer: 'https://app.example.cn?a' }, 'issuer', /query/],
  ['an audience with a space', { audience: 'a b' }, 'audience', /without spaces/],
  ['an unknown token type', { token_type: 'mac' }, 'token_type', /dpop or bearer/],
  ['a factor nobody knows', { amr: ['face', 'smell'] }, 'amr[1]', /RFC 8176/],
  ['a link with a fragment of its own', { scan_link: 'etax://scan#there' }, 'scan_link', /fragment/],
  ['a link that runs a script', { scan_link: 'javascript:alert(1)' }, 'scan_link', /own scheme/],
  ['a push over plain http', { push_uri: 'http://app.example.cn/push' }, 'push_uri', /https/],
  ['a push with a password', { push_uri: 'https://a:b@app.example.cn/push' }, 'push_uri', /password/],
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
  ['a channel nobody knows', { channel: 'fax' }, 'channel', /app, mini_program or phone_line/],
  ['a mini program inside nothing', { channel: 'mini_program' }, 'host', /mini_program/],
  ['an app inside another', { host: HOST }, 'host', /only a mini_program/],
  ['a host in one language', { channel: 'mini_program', host: { zh: '云聊' } }, 'host.en', /1 to 64/],
  ['no level', { acr: [] }, 'acr', /at least one/],
  ['a level with a space', { acr: ['a b'] }, 'acr[0]', /without spaces/],
  ['a phone line of any level', { channel: 'phone_line' }, 'acr', /phone_line/],
  ['a link to a phone line', { ...LINE, scan_link: 'tel:12329' }, 'scan_link', /phone_line/],
  ['a push to a phone line', { ...LINE, push_uri: 'https://line.example.cn/push' }, 'push_uri', /phone_line/],
  ['a phone line inside an app', { ...LINE, host: HOST }, 'host', /only a mini_program/],
];

const IN_OPERATOR: Row[] = [
  ['a member nobody knows', { name: '李娜' }, 'name', /not a member/],
  ['an operator without id', { id: undefined }, 'id', /1 to 64/],
  ['a token itself', { token_sha256: 'kZ3n0R…' }, 'token_sha256', /64 hex/],
  ['no token', { token_sha256: undefined }, 'token_sha256', /64 hex/],
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
  ['operators as a word', (file) => (file.operators = 'op' as never), 'operators', /list/],
  ['an operator that is a word', (file) => file.operators.push('op' as never), 'operators[1]', /mapping/],
  [
    'an operator twice',
    (file) => file.operators.push({ id: 'op', token_sha256: SECRET_SHA256 }),
    'operators[1].id',
    /differ/,
  ],
  [
    'one token for two, in another case',
    (file) => file.operators.push({ id: 'other', token_sha256: 'CD'.repeat(32) }),
    'operators[1].token_sha256',
    /differ/,
  ],
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
  ...IN_OPERATOR.map(([sentence, change, at, expected]): FileRow => [
    sentence,
    operator(change),
    `operators[0].${at}`,
    expected,
  ]),
];

describe('a mistake in the registry', () => {
  it.each(MISTAKES)('%s is told by place and expectation, and nothing else is', (_, spoil, path, expected) => {
    expect(read(spoil)).toEqual({
      ok: false,
      mistakes: [expect.objectContaining({ path, expected: expect.stringMatching(expected) })],
    });
  });
});
