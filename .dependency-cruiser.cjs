/**
 * The arrows between the rooms. A room imports itself and what its row names; nothing else of ours.
 * A file that is in no row is an error, so that a new room has to say where it stands.
 */
const protocol = '^libs/protocol/src/';
const core = '^src/core/';
const platform = '^src/platform/';

const above = [protocol, core];
const proof = '^src/proof/';
const door = [...above, platform];

const rooms = [
  { room: '^libs/protocol/src/', imports: [] },
  { room: '^libs/browser/src/', imports: [protocol], packages: ['lean-qr'] },
  { room: '^libs/mobile/src/', imports: [protocol] },
  { room: '^libs/testing/src/', imports: ['^libs/(protocol|browser|mobile)/src/'], packages: 'any' },
  { room: '^libs/attack/src/', imports: ['^libs/(protocol|testing)/src/'], packages: 'any' },

  { room: core, imports: [protocol], packages: ['crypto'] },
  { room: platform, imports: [protocol, '^src/core/(ports|outcome)[.]ts$'], packages: 'any' },

  { room: '^src/store/', imports: above, packages: 'any' },
  { room: '^src/registry/', imports: above, packages: 'any' },
  { room: '^src/factors/', imports: above, packages: 'any' },
  { room: '^src/risk/', imports: above, packages: 'any' },
  { room: '^src/audit/', imports: above, packages: 'any' },
  { room: '^src/callbacks/', imports: above, packages: 'any' },
  { room: proof, imports: above, packages: 'any' },

  { room: '^src/desktop/', imports: [...door, proof], packages: 'any' },
  { room: '^src/phone/', imports: [...door, proof], packages: 'any' },
  { room: '^src/portal/', imports: [...door, proof], packages: 'any' },
  { room: '^src/operator/', imports: door, packages: 'any' },

  // The demo's portal and app are strangers to the broker: they know its libraries and its public endpoints.
  { room: '^src/demo/', imports: ['^libs/'], packages: 'any' },

  { room: '^src/app[.]module[.]ts$', imports: ['^(src|libs)/'], packages: 'any' },
  { room: '^src/index[.]ts$', imports: ['^src/app[.]module[.]ts$', platform] },
  {
    room: '^src/coverage-report[.]ts$',
    imports: ['^src/(app[.]module|operator/coverage/.*)[.]ts$', platform, protocol],
    packages: 'any',
  },
  { room: '^src/main[.]ts$', imports: ['^src/app[.]module[.]ts$', platform], packages: 'any' },
];

/** Everything outside this repository: packages and what Node brings along. */
const OUTSIDE = ['npm', 'npm-dev', 'npm-peer', 'npm-optional', 'npm-no-pkg', 'npm-unknown', 'core'];

const name = (room) =>
  room
    .replace(/^\^|[$]$/g, '')
    .replace(/(\/src)?\/$/, '')
    .replaceAll('[.]', '.');

module.exports = {
  forbidden: [
    ...rooms.map(({ room, imports }) => ({
      name: `arrow of ${name(room)}`,
      severity: 'error',
      from: { path: room },
      to: { path: '^(src|libs|test|bench)/', pathNot: [room, ...imports] },
    })),
    ...rooms
      .filter(({ packages }) => packages !== 'any')
      .map(({ room, packages = [] }) => ({
        name: `packages of ${name(room)}`,
        severity: 'error',
        from: { path: room },
        to: { dependencyTypes: OUTSIDE, pathNot: packages.map((one) => `(^|/)${one}(/|$)`) },
      })),
    {
      name: 'room without a row',
      severity: 'error',
      from: { path: '^(src|libs/[^/]+/src)/', pathNot: rooms.map(({ room }) => room) },
      to: {},
    },
    {
      name: 'demo only by dynamic import',
      severity: 'error',
      from: { path: '^src/app[.]module[.]ts$' },
      to: { path: '^src/demo/', dynamic: false },
    },
    {
      name: 'stock clients have nothing of ours',
      severity: 'error',
      from: { path: '^src/demo/(annual-report|tv|tax-hall)/' },
      to: { path: '^libs/' },
    },
    { name: 'no circle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // A spec may reach for what its subject may not; it is never shipped.
    exclude: { path: '[.]spec[.]ts$|(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.d.ts', '.json'],
    },
  },
};
