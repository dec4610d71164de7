import { isAt, isLoopback } from './addresses.js';
import { placesAround, type Finding, type Mistake } from './mistakes.js';
import { isMapping } from './public-keys.js';
import type { AppDto, PortalDto, RegistryDto } from './registry.dto.js';

/** Something that members must agree on. Looked at only where each of the members it reads is sound by itself. */
interface PortalRule {
  readonly reads: readonly (keyof PortalDto)[];
  readonly find: (portal: PortalDto, apps: ReadonlyMap<unknown, AppDto>) => readonly Finding[];
}

interface AppRule {
  readonly reads: readonly (keyof AppDto)[];
  readonly find: (app: AppDto) => readonly Finding[];
}

const at = (place: keyof PortalDto | keyof AppDto, expected: string, index?: number): Finding => ({
  at: index === undefined ? `.${place}` : `.${place}[${index}]`,
  expected,
});

const FOR_BACKENDS = ['step_up', 'verify'] as const;

const PORTAL_RULES: readonly PortalRule[] = [
  {
    reads: ['started_by', 'origins'],
    find: ({ started_by, origins }) =>
      started_by.includes('page') && origins.length === 0
        ? [at('origins', 'must name at least one origin, because started_by has page')]
        : [],
  },
  {
    reads: ['started_by', 'purposes'],
    find: ({ started_by, purposes }) =>
      started_by.includes('page') && !purposes.includes('login')
        ? [at('purposes', 'must include login, because started_by has page and a page can start nothing else')]
        : [],
  },
  {
    reads: ['started_by', 'purposes'],
    find: ({ started_by, purposes }) =>
      !started_by.includes('backend') && FOR_BACKENDS.some((purpose) => purposes.includes(purpose))
        ? [at('started_by', 'must include backend, because nobody else may start step_up and verify')]
        : [],
  },
  {
    reads: ['started_by', 'client_auth'],
    find: ({ started_by, client_auth }) =>
      started_by.includes('backend') && client_auth.method === 'none'
        ? [at('client_auth', 'must not be none, because started_by has backend, which has to prove who it is')]
        : [],
  },
  {
    reads: ['domain', 'redirect_uris'],
    find: ({ domain, redirect_uris }) =>
      redirect_uris.flatMap((uri, index) =>
        isLoopback(new URL(uri)) || isAt(uri, domain ?? new URL(redirect_uris[0] ?? uri).host)
          ? []
          : [at('redirect_uris', 'must lie at the domain that the phone shows (domain) or below it', index)],
      ),
  },
  {
    reads: ['trusted_apps'],
    find: ({ trusted_apps }, apps) =>
      trusted_apps.flatMap((id, index) =>
        apps.has(id) ? [] : [at('trusted_apps', 'must be the id of an app in this file', index)],
      ),
  },
  {
    reads: ['trusted_apps', 'trusted_realms'],
    find: ({ trusted_apps, trusted_realms }, apps) =>
      trusted_apps.flatMap((id, index) => {
        const app = apps.get(id);
        return !app || !trusted_realms || trusted_realms.includes(app.realm)
          ? []
          : [at('trusted_apps', 'must be an app whose realm is among trusted_realms', index)];
      }),
  },
];

const APP_RULES: readonly AppRule[] = [
  {
    reads: ['channel', 'host'],
    find: ({ channel, host }) => {
      if (channel === 'mini_program') {
        return host ? [] : [at('host', 'must name the app inside which it runs, because channel is mini_program')];
      }
      return host ? [at('host', 'must not be here, because only a mini_program runs inside another app')] : [];
    },
  },
  {
    reads: ['channel', 'acr'],
    find: ({ channel, acr }) =>
      channel === 'phone_line' && !acr
        ? [at('acr', 'must list at least one level, because a phone_line may not vouch for just any')]
        : [],
  },
  {
    reads: ['channel', 'scan_link'],
    find: ({ channel, scan_link }) =>
      channel === 'phone_line' && scan_link !== undefined
        ? [at('scan_link', 'must not be here, because a phone_line has nothing to open it with')]
        : [],
  },
];

/** What must differ from entry to entry. */
const UNIQUE = [
  { list: 'portals', member: 'client_id' },
  { list: 'apps', member: 'id' },
  { list: 'apps', member: 'issuer' },
  { list: 'operators', member: 'id' },
  { list: 'operators', member: 'token_sha256' },
] as const;

/**
 * Where the file disagrees with itself. `unsound` are the mistakes found so far: what they make meaningless is left
 * out, so that one slip of the pen is told once.
 */
export function findDisagreements(file: RegistryDto, unsound: readonly Mistake[]): Mistake[] {
  const places = new Set(unsound.map(({ path }) => path));
  const around = new Set(unsound.flatMap(({ path }) => placesAround(path)));
  const isSound = (path: string): boolean =>
    ![path, ...placesAround(path)].some((place) => places.has(place)) && !around.has(path);
  const apps = new Map(mappings(file.apps).map(({ entry }) => [entry.id, entry]));

  const inPortals = mappings(file.portals).flatMap(({ entry, path }) =>
    PORTAL_RULES.filter(({ reads }) => reads.every((member) => isSound(`portals${path}.${member}`)))
      .flatMap(({ find }) => find(entry, apps))
      .map((finding) => ({ path: `portals${path}${finding.at}`, expected: finding.expected })),
  );
  const inApps = mappings(file.apps).flatMap(({ entry, path }) =>
    APP_RULES.filter(({ reads }) => reads.every((member) => isSound(`apps${path}.${member}`)))
      .flatMap(({ find }) => find(entry))
      .map((finding) => ({ path: `apps${path}${finding.at}`, expected: finding.expected })),
  );
  const repeated = UNIQUE.flatMap(({ list, member }) => {
    const seen = new Set<unknown>();
    return mappings<object>(file[list]).flatMap(({ entry, path }) => {
      const value: unknown = Reflect.get(entry, member);
      if (typeof value !== 'string' || !seen.has(value)) {
        seen.add(value);
        return [];
      }
      return [{ path: `${list}${path}.${member}`, expected: 'must differ from that of the entries before' }];
    });
  });
  return [...inPortals, ...inApps, ...repeated];
}

/** The entries of a list that may not be one, as far as they are mappings, with their places. */
function mappings<T extends object>(list: readonly T[]): { entry: T; path: string }[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: T, index) => (isMapping(entry) ? [{ entry, path: `[${index}]` }] : []));
}
