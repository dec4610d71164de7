import { EnvMistakes, readEnv } from './env.js';

/** The least that starts a node outside production. */
const LEAST = { REGISTRY_FILE: '/etc/saoma/registry.yaml' };

const PRODUCTION = {
  ...LEAST,
  NODE_ENV: 'production',
  PUBLIC_ORIGIN: 'https://pass.example.cn',
  REDIS_URL: 'rediss://user:CANARY@redis.example.cn:6380/1',
  KEYS_FILE: '/run/secrets/keys.json',
  TRUSTED_PROXIES: '10.0.0.2',
};

function mistakesOf(source: Record<string, string | undefined>): Record<string, string> {
  try {
    readEnv(source);
    return {};
  } catch (error) {
    if (!(error instanceof EnvMistakes)) throw error;
    return Object.fromEntries(error.mistakes.map(({ name, expected }) => [name, expected]));
  }
}

describe('the environment', () => {
  it('has a default for all but the registry', () => {
    expect(readEnv(LEAST)).toEqual({
      nodeEnv: 'development',
      host: '127.0.0.1',
      port: 3000,
      publicOrigin: 'http://127.0.0.1:3000',
      registryFile: '/etc/saoma/registry.yaml',
      senders: {},
      audit: {},
      demo: false,
      logLevel: 'info',
      trustedProxies: [],
      callbackNetworks: [],
      nearness: { mobileNetworks: [], mobileOperators: [], farKm: 300 },
      drainMs: 5000,
      limits: {
        startsPerPrefix: 600,
        startsPerPortal: 60_000,
        startsPerDesktopKey: 30,
        callsPerSession: 240,
        commandsPerSession: 120,
        callsPerPhoneKey: 60,
        scansPerPerson: 30,
        failuresPerPerson: 20,
        socketsPerAddress: 500,
        socketsPerNode: 20_000,
        callsPerPhoneLine: 6_000,
        oneTimeCodesPerPortal: 6_000,
        oneTimeCodeMissesPerPortal: 1_000,
      },
    });
  });

  it('is read into numbers, lists and switches', () => {
    const env = readEnv({
      ...PRODUCTION,
      PORT: '0',
      REDIS_CLUSTER: '1',
      REDIS_PREFIX: 'saoma:',
      REDIS_WAIT_REPLICAS: '2',
      LOG_LEVEL: 'warn',
      TRUSTED_PROXIES: '10.0.0.0/8, 192.0.2.7,2001:db8::/32',
      CALLBACK_NETWORKS: '10.20.0.0/16, ::1',
      GEOIP_ASN_FILE: '/var/lib/asn.mmdb',
      MOBILE_NETWORKS: '198.18.0.0/15, AS9808',
      FAR_KM: '50',
      DRAIN_MS: '0',
      LIMIT_SCANS_PER_PERSON: '7',
    });
    expect(env).toMatchObject({
      nodeEnv: 'production',
      host: '0.0.0.0',
      port: 0,
      publicOrigin: 'https://pass.example.cn',
      redis: { url: PRODUCTION.REDIS_URL, cluster: true, prefix: 'saoma:', waitReplicas: 2 },
      keysFile: '/run/secrets/keys.json',
      logLevel: 'warn',
      trustedProxies: ['10.0.0.0/8', '192.0.2.7', '2001:db8::/32'],
      callbackNetworks: ['10.20.0.0/16', '::1'],
      nearness: {
        operatorFile: '/var/lib/asn.mmdb',
        mobileNetworks: ['198.18.0.0/15'],
        mobileOperators: [9808],
        farKm: 50,
      },
      drainMs: 0,
    });
    expect(env.limits.scansPerPerson).toBe(7);
  });

  it('takes an empty variable for an unset one, and leaves other names alone', () => {
    expect(readEnv({ ...LEAST, PORT: '', REDIS_URL: '', HOME: '/root', __proto__x: '1' })).toEqual(readEnv(LEAST));
  });

  it('behind TLS must say who stands in front of it: else everybody has that address, and seems near', () => {
    const { TRUSTED_PROXIES: _, ...silent } = PRODUCTION;
    expect(() => readEnv(silent)).toThrow(/TRUSTED_PROXIES must be set in production/);
    expect(readEnv({ ...silent, TRUSTED_PROXIES: 'none' }).trustedProxies).toEqual([]);
    expect(readEnv({ ...silent, PUBLIC_ORIGIN: 'http://127.0.0.1:3000' }).trustedProxies).toEqual([]);
  });

  it('cannot be changed afterwards', () => {
    const env = readEnv(PRODUCTION);
    expect([env, env.redis, env.limits, env.trustedProxies].every((part) => Object.isFrozen(part))).toBe(true);
  });

  it.each([
    ['on the memory store', LEAST, '127.0.0.1'],
    ['in the demo', { DEMO: '1', REDIS_URL: 'redis://127.0.0.1', KEYS_FILE: 'k' }, '127.0.0.1'],
    ['on Redis', { ...LEAST, REDIS_URL: 'redis://127.0.0.1', KEYS_FILE: 'k' }, '0.0.0.0'],
    ['where HOST says so', { ...LEAST, HOST: '::' }, '::'],
  ])('%s listens on the right address', (_, source, host) => {
    expect(readEnv(source).host).toBe(host);
  });

  it.each([
    ['NODE_ENV', 'prod', /development, test or production/],
    ['HOST', 'http://here', /address/],
    ['PORT', '65536', /0 to 65535/],
    ['PORT', '0x50', /whole/],
    ['PORT', '3000.5', /whole/],
    ['PUBLIC_ORIGIN', 'https://pass.example.cn/', /without a path/],
    ['PUBLIC_ORIGIN', 'https://pass.example.cn/broker', /without a path/],
    ['PUBLIC_ORIGIN', 'pass.example.cn', /scheme/],
    ['REDIS_URL', 'http://127.0.0.1:6379', /redis:\/\//],
    ['REDIS_URL', 'redis://', /redis:\/\//],
    ['REDIS_CLUSTER', 'yes', /0 or 1/],
    ['REDIS_PREFIX', '{one}', /letters/],
    ['REDIS_WAIT_REPLICAS', '10', /0 to 9/],
    ['DEMO', 'true', /0 or 1/],
    ['LOG_LEVEL', 'verbose', /fatal/],
    ['TRUSTED_PROXIES', '10.0.0.0/33', /CIDR/],
    ['TRUSTED_PROXIES', '10.0.0.0/8,loopback', /CIDR/],
    ['TRUSTED_PROXIES', '0.0.0.0/0', /not of everybody/],
    ['CALLBACK_NETWORKS', '10.0.0.0/8,localhost', /CIDR/],
    ['MOBILE_NETWORKS', 'AS9808x', /AS9808/],
    ['MOBILE_NETWORKS', '10.0.0.0/33', /CIDR/],
    ['FAR_KM', '0', /1 to/],
    ['DRAIN_MS', '-1', /whole/],
    ['LIMIT_STARTS_PER_PREFIX', '0', /1 to/],
    ['LIMIT_STARTS_PER_PORTAL', 'many', /1 to/],
    ['LIMIT_CALLS_PER_PHONE_KEY', '1e3', /1 to/],
    ['LIMIT_SCANS_PER_PERSON', ' 3', /1 to/],
    ['LIMIT_SOCKETS_PER_ADDRESS', '1.5', /1 to/],
    ['LIMIT_CALLS_PER_PHONE_LINE', '0', /1 to/],
    ['LIMIT_SOCKETS_PER_NODE', '-1', /1 to/],
    ['LIMIT_ONE_TIME_CODES_PER_PORTAL', 'all', /1 to/],
    ['LIMIT_ONE_TIME_CODE_MISSES_PER_PORTAL', '1e9', /1 to/],
  ])('refuses a %s of %j', (name, value, expected) => {
    const mistakes = mistakesOf({ ...LEAST, [name]: value, KEYS_FILE: 'k' });
    expect(mistakes).toEqual({ [name]: expect.stringMatching(expected) });
  });

  it('refuses a path that is longer than any', () => {
    expect(mistakesOf({ REGISTRY_FILE: 'x'.repeat(4097) })).toEqual({ REGISTRY_FILE: expect.stringMatching(/4096/) });
  });

  it('names everything that is wrong at once, and no value', () => {
    const source = { NODE_ENV: 'CANARY', PORT: 'CANARY', REDIS_URL: 'http://:CANARY@redis', DRAIN_MS: 'CANARY' };
    expect(() => readEnv(source)).toThrow(EnvMistakes);
    expect(() => readEnv(source)).toThrow(
      /NODE_ENV .*\n.*PORT .*\n.*REDIS_URL .*\n.*DRAIN_MS .*\n.*REGISTRY_FILE .*\n.*KEYS_FILE /,
    );
    expect(() => readEnv(source)).not.toThrow(/CANARY/);
  });
});

describe('the senders of one-time codes, and the sinks of what is on record', () => {
  const SENDERS = {
    SMTP_URL: 'smtps://pass:CANARY%40@mail.example.cn',
    SMTP_FROM: '云海通行证 <pass@example.cn>',
    SMS_WEBHOOK_URL: 'https://sms.example.cn/messages?tenant=7',
    SMS_WEBHOOK_KEY: `whsec_${Buffer.alloc(24, 'CANARY').toString('base64')}`,
    AUDIT_FILE: '/var/log/saoma/audit.jsonl',
    AUDIT_WEBHOOK_URL: 'https://audit.example.cn/records',
    AUDIT_WEBHOOK_KEY: `whsec_${Buffer.alloc(24, 'CANARY').toString('base64')}`,
  };
  const env = (changes: Partial<Record<keyof typeof SENDERS, string>>): Record<string, string> => ({
    ...LEAST,
    ...SENDERS,
    ...changes,
  });

  it('are read in pairs, and cannot be changed', () => {
    const { senders, audit } = readEnv(env({}));
    expect(senders).toEqual({
      smtp: { url: SENDERS.SMTP_URL, from: SENDERS.SMTP_FROM },
      smsWebhook: { url: SENDERS.SMS_WEBHOOK_URL, key: SENDERS.SMS_WEBHOOK_KEY },
    });
    expect(audit).toEqual({
      file: SENDERS.AUDIT_FILE,
      webhook: { url: SENDERS.AUDIT_WEBHOOK_URL, key: SENDERS.AUDIT_WEBHOOK_KEY },
    });
    expect(
      [senders, senders.smtp, senders.smsWebhook, audit, audit.webhook].every((part) => Object.isFrozen(part)),
    ).toBe(true);
  });

  it.each([
    ['SMTP_URL', 'SMTP_FROM'],
    ['SMTP_FROM', 'SMTP_URL'],
    ['SMS_WEBHOOK_URL', 'SMS_WEBHOOK_KEY'],
    ['SMS_WEBHOOK_KEY', 'SMS_WEBHOOK_URL'],
    ['AUDIT_WEBHOOK_URL', 'AUDIT_WEBHOOK_KEY'],
    ['AUDIT_WEBHOOK_KEY', 'AUDIT_WEBHOOK_URL'],
  ])('need %s with %s', (name, other) => {
    expect(mistakesOf(env({ [name]: '' }))).toEqual({ [name]: expect.stringContaining(`with ${other}`) });
  });

  it.each([
    ['SMTP_URL', 'smtp://127.0.0.1:2525'],
    ['SMTP_FROM', 'pass@example.cn'],
    ['SMS_WEBHOOK_URL', 'http://localhost:8025/messages'],
    ['SMS_WEBHOOK_URL', 'http://[::1]:8025/messages'],
  ])('take a %s of %j', (name, value) => {
    expect(mistakesOf(env({ [name]: value }))).toEqual({});
  });

  it.each([
    ['SMTP_URL', 'mail.CANARY.cn'],
    ['SMTP_URL', 'smtp://'],
    ['SMTP_URL', 'smtps://CANARY.cn/?tls.rejectUnauthorized=false'],
    ['SMTP_URL', 'smtps://pass:%CANARY@mail.example.cn'],
    ['SMTP_FROM', 'CANARY'],
    ['SMTP_FROM', 'CANARY <pass@example.cn>, other@example.cn'],
    ['SMTP_FROM', 'CANARY\r\nBcc: other@example.cn <pass@example.cn>'],
    ['SMS_WEBHOOK_URL', 'http://CANARY.cn/messages'],
    ['SMS_WEBHOOK_URL', 'http://127.0.0.1.CANARY.cn/messages'],
    ['SMS_WEBHOOK_URL', 'https://user:CANARY@sms.example.cn'],
    ['SMS_WEBHOOK_URL', 'ftp://127.0.0.1/CANARY'],
    ['AUDIT_WEBHOOK_URL', 'http://CANARY.cn/records'],
    ['AUDIT_WEBHOOK_KEY', `whsec_${Buffer.alloc(23).toString('base64')}`],
    ['SMS_WEBHOOK_KEY', Buffer.alloc(24).toString('base64')],
    ['SMS_WEBHOOK_KEY', `whsec_${Buffer.alloc(23).toString('base64')}`],
    ['SMS_WEBHOOK_KEY', `whsec_${Buffer.alloc(24).toString('base64')} whsec_`],
    ['SMS_WEBHOOK_KEY', `whsec_${Buffer.alloc(24).toString('base64')}CANARY!`],
  ])('refuse a %s of %j, and say no value', (name, value) => {
    const mistakes = mistakesOf(env({ [name]: value }));
    expect(mistakes).toEqual({ [name]: expect.stringMatching(/^must be /) });
    expect(JSON.stringify(mistakes)).not.toContain('CANARY');
  });
});

describe('production', () => {
  it('is refused without Redis, keys, registry and its own origin, and says what to do', () => {
    expect(mistakesOf({ NODE_ENV: 'production' })).toEqual({
      PUBLIC_ORIGIN: expect.stringContaining('https'),
      REDIS_URL: expect.stringContaining('Run a Redis'),
      REGISTRY_FILE: expect.stringContaining('docs/registry.md'),
      KEYS_FILE: expect.stringContaining('same keys'),
    });
  });

  it('is refused with the demo', () => {
    expect(mistakesOf({ ...PRODUCTION, DEMO: '1' })).toEqual({ DEMO: expect.stringContaining('REGISTRY_FILE') });
  });

  it.each([
    ['http://pass.example.cn', false],
    ['http://127.0.0.1.example.cn', false],
    ['http://127.0.0.1:3000', true],
    ['http://localhost:3000', true],
    ['http://[::1]:3000', true],
    ['https://pass.example.cn:8443', true],
  ])('with %s as its origin: %s', (PUBLIC_ORIGIN, taken) => {
    expect(Object.keys(mistakesOf({ ...PRODUCTION, PUBLIC_ORIGIN }))).toEqual(taken ? [] : ['PUBLIC_ORIGIN']);
  });
});

it('a Redis outside production needs the keys in a file too, as other nodes may share it', () => {
  expect(mistakesOf({ ...LEAST, REDIS_URL: 'redis://127.0.0.1' })).toEqual({ KEYS_FILE: expect.any(String) });
});

it('the demo needs no registry file, and its sites, on this machine, are told things', () => {
  const callbackNetworks = ['127.0.0.0/8', '::1'];
  const demo = { demo: true, host: '127.0.0.1', publicOrigin: 'http://localhost:3000', callbackNetworks };
  expect(readEnv({ DEMO: '1' })).toMatchObject(demo);
});
