import type { App, NetworkList, Portal, Registry } from '../../../core/ports.js';
import type { Evidence } from '../evidence.js';
import { type Row, reportOf } from '../report.js';
import type { Deployment, Finding } from '../requirement.js';
import { REQUIREMENT_SETS } from './requirement-sets.js';

const NETWORKS: NetworkList = { ranges: ['10.0.0.0/8'], includes: () => true };

const APP: App = {
  appId: 'etax-app',
  names: { zh: '甲', en: 'A' },
  realm: 'etax',
  issuer: 'https://app.test',
  keys: { jwks: { keys: [] } },
  audience: 'https://pass.test',
  tokenType: 'dpop',
  purposes: ['login', 'step_up', 'verify'],
  amr: [],
  channel: 'app',
};

/** A portal with every setting as a registry has it that says nothing, but for its policy: it has none. */
const PLAIN: Portal = {
  clientId: 'etax',
  names: { zh: '甲', en: 'A' },
  domain: 'etax.test',
  origins: ['https://etax.test'],
  redirectUris: ['https://etax.test/callback'],
  auth: { method: 'client_secret_basic', secretSha256: ['0'.repeat(64)] },
  purposes: ['login'],
  frameAncestors: [],
  trustedApps: [APP.issuer],
  trustedRealms: ['etax'],
  startedBy: ['page'],
  confirmOnDesktop: 'by_risk',
  policy: [],
  subjectType: 'pairwise',
  showName: true,
  signedInMs: 86_400_000,
  refreshTokens: false,
  dpopBound: false,
  pushedRequestsOnly: false,
  desktopKey: 'optional',
  trustedDesktops: [],
  postLogoutRedirectUris: [],
  delivery: 'poll',
  needsRequestCode: false,
  auditDetails: [],
};

/** A broker with nothing but itself. */
const BARE: Deployment = { https: false, redis: false, auditSinks: [], places: false, channels: [] };

interface Settings {
  readonly portal?: Partial<Portal>;
  readonly deployment?: Partial<Deployment>;
  readonly app?: Partial<App>;
}

type Case = readonly [id: string, settings: Settings, status: Finding['status'], by: string];

const portal = (settings: Partial<Portal>): Settings => ({ portal: settings });
const deployment = (settings: Partial<Deployment>): Settings => ({ deployment: settings });

const FAR_CHECK = { when: { nearness: ['far'] }, then: 'check' } as const;
const NEW_CHECK = { when: { computer: ['new'] }, then: 'check' } as const;
const UNKNOWN_REFUSED = { when: { nearness: ['unknown'] }, then: 'refuse' } as const;
const FAR_LIMIT = { when: { nearness: ['far'] }, then: 'limit' } as const;
const ALL_ALLOWED = { when: {}, then: 'allow' } as const;
const FAR_ALLOWED = { when: { nearness: ['far'] }, then: 'allow' } as const;
const OUTSIDE_LIMIT = { when: { outside: NETWORKS, purpose: ['verify'] }, then: 'limit' } as const;

/** A backend that names contacts, at a broker that sends codes to them. */
const withContacts = (channels: Deployment['channels']): Settings => ({
  portal: { startedBy: ['backend'], purposes: ['login', 'step_up'] },
  deployment: { channels },
});

const DELAY_ALONE = '; without GEOIP_FILE by steady delay alone';

/** What decides, one way and the other. Settings that are not named are {@link PLAIN} and {@link BARE}. */
const CASES: readonly Case[] = [
  ['6.1.1', {}, 'off', 'policy'],
  ['6.1.1', portal({ policy: [NEW_CHECK] }), 'off', 'policy'],
  ['6.1.1', portal({ policy: [FAR_ALLOWED] }), 'off', 'policy'],
  // Who is seen to be far would be let in where who is not known is not.
  ['6.1.1', portal({ policy: [UNKNOWN_REFUSED] }), 'off', 'policy'],
  ['6.1.1', portal({ policy: [ALL_ALLOWED, FAR_CHECK] }), 'off', 'policy'],
  ['6.1.1', portal({ policy: [FAR_ALLOWED, FAR_CHECK] }), 'off', 'policy'],
  ['6.1.1', portal({ policy: [FAR_CHECK] }), 'in_force', `policy: nearness far → check${DELAY_ALONE}`],
  [
    '6.1.1',
    { portal: { policy: [FAR_CHECK, NEW_CHECK] }, deployment: { places: true } },
    'in_force',
    'policy: nearness far → check',
  ],
  [
    '6.1.1',
    portal({ policy: [FAR_CHECK, UNKNOWN_REFUSED] }),
    'in_force',
    'policy: nearness far → check; nearness unknown → refuse',
  ],

  ['6.1.2', {}, 'in_force', 'always'],
  [
    '6.1.2',
    portal({ startedBy: ['page', 'device'] }),
    'in_force',
    'always; the code of a device stands still for five minutes',
  ],

  ['6.1.6', {}, 'off', 'backchannel_logout_uri'],
  ['6.1.6', portal({ backchannelLogoutUri: 'https://etax.test/out' }), 'in_force', 'backchannel_logout_uri'],

  ['6.1.7', {}, 'off', 'trusted_desktops'],
  ['6.1.7', portal({ trustedDesktops: ['k'.repeat(43)] }), 'in_force', 'trusted_desktops'],

  ['6.1.8', {}, 'off', 'networks'],
  ['6.1.8', portal({ networks: NETWORKS }), 'in_force', 'networks'],
  [
    '6.1.8',
    portal({ networks: NETWORKS, startedBy: ['page', 'ciba'] }),
    'off',
    'started_by: ciba (networks do not reach it)',
  ],

  ['6.1.9', {}, 'off', 'policy'],
  ['6.1.9', portal({ policy: [FAR_CHECK] }), 'off', 'policy'],
  ['6.1.9', portal({ policy: [ALL_ALLOWED, FAR_LIMIT] }), 'off', 'policy'],
  ['6.1.9', portal({ policy: [NEW_CHECK, FAR_LIMIT] }), 'in_force', 'policy: nearness far → limit'],
  [
    '6.1.9',
    portal({ policy: [FAR_LIMIT, OUTSIDE_LIMIT] }),
    'in_force',
    'policy: nearness far → limit; outside 10.0.0.0/8, purpose verify → limit',
  ],
  // Nobody types digits at a device: a check limits there.
  ['6.1.9', portal({ policy: [FAR_CHECK], startedBy: ['device'] }), 'in_force', 'policy: nearness far → check'],

  ['6.1.10', {}, 'in_force', 'refresh_tokens: false'],
  ['6.1.10', portal({ refreshTokens: true, policy: [FAR_CHECK] }), 'off', 'refresh_tokens: true'],
  ['6.1.10', portal({ refreshTokens: true, policy: [FAR_LIMIT] }), 'in_force', 'policy: nearness far → limit'],

  ['6.1.12', {}, 'off', 'desktop_key: optional'],
  ['6.1.12', portal({ desktopKey: 'required' }), 'in_force', 'desktop_key: required'],
  [
    '6.1.12',
    { portal: { desktopKey: 'required' }, app: { tokenType: 'bearer' } },
    'off',
    'token_type of etax-app: bearer',
  ],
  [
    '6.1.12',
    portal({ startedBy: ['page', 'device'], desktopKey: 'required' }),
    'off',
    'dpop_bound_access_tokens: false',
  ],
  ['6.1.12', portal({ startedBy: ['device'] }), 'off', 'dpop_bound_access_tokens: false'],
  ['6.1.12', portal({ startedBy: ['device'], dpopBound: true }), 'in_force', 'dpop_bound_access_tokens: true'],

  ['6.1.15', {}, 'off', 'purposes'],
  ['6.1.15', portal({ purposes: ['step_up'] }), 'in_force', 'purposes: step_up'],
  [
    '6.1.15',
    portal({ purposes: ['login', 'step_up', 'verify'] }),
    'off',
    'purposes: login, verify (only step_up begins so)',
  ],
  ['6.1.15', portal({ purposes: ['verify'] }), 'off', 'purposes'],

  ['6.1.16', {}, 'off', 'policy'],
  ['6.1.16', portal({ policy: [FAR_LIMIT] }), 'off', 'policy'],
  [
    '6.1.16',
    portal({ policy: [FAR_CHECK, NEW_CHECK] }),
    'in_force',
    'policy: nearness far → check; computer new → check',
  ],
  ['6.1.16', portal({ policy: [NEW_CHECK], startedBy: ['device'] }), 'not_applicable', 'started_by has no page'],

  ['6.1.17', {}, 'off', 'started_by has no ciba'],
  ['6.1.17', portal({ startedBy: ['device'] }), 'off', 'started_by has no ciba'],
  [
    '6.1.17',
    portal({ startedBy: ['ciba'] }),
    'off',
    'backchannel_user_code_parameter: false; binding_message is compared alone',
  ],
  ['6.1.17', portal({ startedBy: ['ciba'], needsRequestCode: true }), 'in_force', 'backchannel_user_code_parameter'],
  [
    '6.1.17',
    portal({ startedBy: ['page', 'ciba'], needsRequestCode: true }),
    'off',
    'started_by: page; backchannel_user_code_parameter is for requests alone',
  ],

  ['3.1.3 transfer', {}, 'in_force', 'always'],
  ['3.1.3 transfer', portal({ startedBy: ['device'] }), 'in_force', 'always'],
  ['3.1.3 transfer', portal({ startedBy: ['page', 'ciba'], needsRequestCode: true }), 'off', 'started_by: ciba'],

  ['3.1.3.1 key', {}, 'in_force', 'token_type: dpop'],
  ['3.1.3.1 key', { app: { tokenType: 'bearer' } }, 'off', 'token_type: bearer (etax-app)'],
  ['3.1.3.1 key', withContacts([]), 'in_force', 'token_type: dpop'],
  ['3.1.3.1 key', withContacts(['sms', 'email']), 'off', 'contacts (SMS_WEBHOOK_URL, SMTP_URL)'],
  ['3.1.3.1 key', deployment({ channels: ['sms'] }), 'in_force', 'token_type: dpop'],

  ['3.1.3.1 channel', {}, 'off', 'PUBLIC_ORIGIN'],
  ['3.1.3.1 channel', deployment({ https: true }), 'in_force', 'PUBLIC_ORIGIN'],

  ['3.1.3.1 e-mail', deployment({ channels: ['email'] }), 'not_applicable', 'contacts: none, so that no code is sent'],
  ['3.1.3.1 e-mail', withContacts([]), 'not_applicable', 'contacts: none, so that no code is sent'],
  ['3.1.3.1 e-mail', withContacts(['sms']), 'in_force', 'SMTP_URL is not set'],
  ['3.1.3.1 e-mail', withContacts(['sms', 'email']), 'off', 'contacts (SMTP_URL)'],

  ['3.1.3.2 requests', {}, 'not_applicable', 'started_by has no ciba'],
  ['3.1.3.2 requests', portal({ startedBy: ['ciba'] }), 'in_force', 'started_by: ciba'],

  ['3.2.2 failures', {}, 'not_applicable', 'contacts: none, so that no code is sent'],
  ['3.2.2 failures', withContacts(['sms']), 'in_force', 'always, for one-time codes'],
  [
    '3.2.2 failures',
    { portal: { startedBy: ['backend'], purposes: ['login'] }, deployment: { channels: ['sms'] } },
    'not_applicable',
    'contacts: none, so that no code is sent',
  ],

  ['4.1.5', {}, 'in_force', 'always'],
  [
    '4.1.5',
    portal({ delivery: { pingUri: 'https://etax.test/ping' } }),
    'off',
    'backchannel_token_delivery_mode: ping',
  ],

  ['4.4.1', {}, 'off', 'PUBLIC_ORIGIN'],
  ['4.4.1', deployment({ https: true }), 'in_force', 'PUBLIC_ORIGIN'],
  ['4.4.4', {}, 'off', 'PUBLIC_ORIGIN'],
  ['4.4.4', deployment({ https: true }), 'in_force', 'PUBLIC_ORIGIN'],

  ['6.6.4', {}, 'not_applicable', 'started_by has no ciba'],
  ['6.6.4', portal({ startedBy: ['ciba'] }), 'in_force', 'started_by: ciba'],

  ['7.5.3', {}, 'off', 'purposes'],
  ['7.5.3', portal({ purposes: ['login', 'verify'] }), 'in_force', 'purposes: verify'],
  ['7.5.3', portal({ purposes: ['step_up', 'verify'] }), 'in_force', 'purposes: step_up, verify'],

  ['10.4.14', {}, 'off', 'dpop_bound_access_tokens'],
  ['10.4.14', portal({ dpopBound: true }), 'in_force', 'dpop_bound_access_tokens'],

  ['16.3.1', {}, 'off', 'AUDIT_FILE, AUDIT_WEBHOOK_URL'],
  ['16.3.1', deployment({ auditSinks: ['AUDIT_FILE'] }), 'in_force', 'AUDIT_FILE'],
];

/** What no setting takes away. */
const STANDING: Readonly<Record<string, string>> = {
  '6.1.3': 'always',
  '6.1.4': 'always',
  '6.1.5': 'always',
  '6.1.11': 'always',
  '6.1.13': 'always',
  '6.1.14': 'always; how it is shown is the app’s',
  '1.3.6': 'always',
  '3.1.3.2 ten minutes': 'always',
  '3.1.3.2 once': 'always',
  '3.1.3.2 throttled': 'always',
  '2.3.1': 'always',
  '2.3.3': 'always',
  '2.3.4': 'always',
  '2.4.1': 'always',
  '4.1.3': 'always',
  '4.4.2': 'always',
  '4.4.3': 'always',
  '6.3.8': 'always',
  '6.5.1': 'always',
  '6.5.2': 'always',
  '6.5.3': 'always',
  '6.5.4': 'always',
  '6.5.5': 'always',
  '6.5.6': 'always',
  '6.6.2': 'always',
  '6.6.3': 'always',
  '6.7.2': 'always',
  '6.8.4': 'always',
  '7.2.3': 'always',
  '7.4.1': 'always, of what the broker gave',
  '7.5.2': 'always',
  '7.6.2': 'always',
  '10.4.2': 'always',
  '10.4.3': 'always',
  '16.2.5': 'always',
  F1: 'always',
  F2: 'always',
  F3: 'always',
  F4: 'always',
  F5: 'always',
  F6: 'always',
};

/** What no setting brings about. */
const NEVER: readonly (readonly [id: string, status: Finding['status'], by: string])[] = [
  ['3.1.3.4', 'not_applicable', 'the app’s; a portal demands it of a session by required_amr'],
  ['6.3.5', 'off', 'no setting; AUDIT_WEBHOOK_URL tells a service that may write to people'],
  ['7.2.4', 'not_applicable', 'the portal’s own session: SECURITY.md'],
];

const REQUIREMENTS = REQUIREMENT_SETS.flatMap(({ requirements }) => requirements);

/** As if every test had run and passed. */
const ALL_PASSED: Evidence = {
  madeAt: '2026-11-30T10:00:00.000Z',
  proofs: Object.fromEntries(
    REQUIREMENTS.flatMap(({ shownBy }) => shownBy.map((proof) => [proof, { passed: 1, failed: 0 }])),
  ),
};

function registryOf(registered: Portal, app: App): Registry {
  return {
    portal: () => registered,
    portals: () => [registered],
    app: (issuer) => (issuer === app.issuer ? app : undefined),
    apps: () => [app],
    operators: () => [],
    hasOrigin: () => true,
  };
}

/** One row of the report, as an operator gets it. */
function rowOf(id: string, settings: Settings, evidence?: Evidence): Row {
  const registry = registryOf({ ...PLAIN, ...settings.portal }, { ...APP, ...settings.app });
  const { portals } = reportOf(registry, { ...BARE, ...settings.deployment }, evidence);
  const row = portals[0]?.sections.flatMap(({ rows }) => rows).find((each) => each.id === id);
  if (!row) throw new Error(`no requirement is ${id}`);
  return row;
}

describe('The report of coverage says by which setting', () => {
  it.each(CASES)('%s: %j is %s by %s', (id, settings, status, by) => {
    expect(rowOf(id, settings, ALL_PASSED)).toMatchObject({ status, by });
    // The same without a test that shows it.
    expect(rowOf(id, settings)).toMatchObject({ status: status === 'in_force' ? 'not_shown' : status, by });
  });

  const WORLDS = [{}, ...CASES.map(([, settings]) => settings)];

  it.each(Object.entries(STANDING))('%s is in force whatever is set: %s', (id, by) => {
    for (const settings of WORLDS) {
      expect(rowOf(id, settings, ALL_PASSED)).toMatchObject({ status: 'in_force', by });
      expect(rowOf(id, settings)).toMatchObject({ status: 'not_shown', by });
    }
  });

  it.each(NEVER)('%s is %s whatever is set: %s', (id, status, by) => {
    for (const settings of WORLDS) expect(rowOf(id, settings, ALL_PASSED)).toMatchObject({ status, by });
  });

  it('of each requirement, with a setting that brings it into force, and one that does not', () => {
    const told = new Map<string, Set<string>>();
    for (const [id, , status] of CASES) told.set(id, (told.get(id) ?? new Set()).add(status));
    const decided = [...told.keys()];
    expect([...decided, ...Object.keys(STANDING), ...NEVER.map(([id]) => id)].sort()).toEqual(
      REQUIREMENTS.map(({ id }) => id).sort(),
    );
    for (const [id, statuses] of told) {
      expect([id, statuses.has('in_force')]).toEqual([id, true]);
      // Of one requirement the setting changes how far it reaches, and not whether it is met.
      expect([id, statuses.size > 1]).toEqual([id, id !== '6.1.2']);
    }
  });

  it('and by which tests, wherever it can be in force', () => {
    const never = NEVER.map(([id]) => id);
    for (const { id, shownBy } of REQUIREMENTS) {
      expect([id, shownBy.length > 0 || never.includes(id)]).toEqual([id, true]);
    }
  });
});

describe('A requirement is in force', () => {
  const [proof = '', ...others] = REQUIREMENTS.find(({ id }) => id === '6.5.4')?.shownBy ?? [];

  it.each<[string, Evidence['proofs']]>([
    ['one of its tests failed', { ...ALL_PASSED.proofs, [proof]: { passed: 5, failed: 1 } }],
    ['one of its tests did not run', Object.fromEntries(others.map((each) => [each, { passed: 1, failed: 0 }]))],
    ['one of its tests is there no more', { ...ALL_PASSED.proofs, [proof]: { passed: 0, failed: 0 } }],
  ])('not where %s', (_, proofs) => {
    expect(rowOf('6.5.4', {}, { ...ALL_PASSED, proofs }).status).toBe('not_shown');
  });

  it('where all of them passed', () => {
    expect(rowOf('6.5.4', {}, ALL_PASSED).status).toBe('in_force');
  });
});
