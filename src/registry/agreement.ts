import { findImitations } from './imitations.js';
import { placesAround, type Finding, type Mistake } from './mistakes.js';
import { findInPortal } from './portal-rules.js';
import { isMapping } from './public-keys.js';
import type { AppDto, RegistryDto } from './registry.dto.js';

/** Something that members must agree on. Looked at only where each of the members it reads is sound by itself. */
interface AppRule {
  readonly reads: readonly (keyof AppDto)[];
  readonly find: (app: AppDto) => readonly Finding[];
}

const at = (place: keyof AppDto, expected: string): Finding => ({ at: `.${place}`, expected });

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
  ...(['scan_link', 'push_uri'] as const).map((member): AppRule => ({
    reads: ['channel', member],
    find: (app) =>
      app.channel === 'phone_line' && app[member] !== undefined
        ? [at(member, 'must not be here, because a phone_line has nothing to open it with')]
        : [],
  })),
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
    findInPortal(entry, apps, (member) => isSound(`portals${path}.${member}`)).map((finding) => ({
      path: `portals${path}${finding.at}`,
      expected: finding.expected,
    })),
  );
  const inApps = mappings(file.apps).flatMap(({ entry, path }) =>
    APP_RULES.filter(({ reads }) => reads.every((member) => isSound(`apps${path}.${member}`)))
      .flatMap(({ find }) => find(entry))
      .map((finding) => ({ path: `apps${path}${finding.at}`, expected: finding.expected })),
  );
  const repeated = UNIQUE.flatMap(({ list, member }) => {
    const seen = new Set<unknown>();
    return mappings<object>(file[list]).flatMap(({ entry, path }) => {
      const values = [Reflect.get(entry, member) as unknown].flat().filter((value) => typeof value === 'string');
      const isRepeated = values.some((value) => seen.has(value));
      for (const value of values) seen.add(value);
      if (!isRepeated) return [];
      return [{ path: `${list}${path}.${member}`, expected: 'must differ from that of the entries before' }];
    });
  });
  const imitations = findImitations(mappings(file.portals)).filter(({ path }) => isSound(path));
  return [...inPortals, ...inApps, ...repeated, ...imitations];
}

/** The entries of a list that may not be one, as far as they are mappings, with their places. */
function mappings<T extends object>(list: readonly T[]): { entry: T; path: string }[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: T, index) => (isMapping(entry) ? [{ entry, path: `[${index}]` }] : []));
}
