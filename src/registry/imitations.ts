import { skeleton } from './look-alikes.js';
import type { Mistake } from './mistakes.js';
import type { PortalDto } from './registry.dto.js';

interface Entry {
  readonly entry: PortalDto;
  readonly path: string;
}

const LANGUAGES = ['zh', 'en'] as const;

/**
 * Names that look like another portal's and are not the same, and names that read like another portal's domain: whoever sees
 * them on a phone takes one for the other. The same name twice is no imitation: one house may have several portals.
 */
export function findImitations(portals: readonly Entry[]): Mistake[] {
  const names = new Map<string, string>();
  const domains = new Map(portals.flatMap(({ entry }) => domainsOf(entry).map((domain) => [skeleton(domain), domain])));
  return portals.flatMap(({ entry, path }) => {
    const own = new Set(domainsOf(entry).map(skeleton));
    return LANGUAGES.flatMap((language) => {
      const name = textOf(entry.names, language);
      if (name === undefined) return [];
      const bones = skeleton(name);
      const at = `portals${path}.names.${language}`;
      const known = names.get(bones);
      if (known === undefined) names.set(bones, name);
      else if (known !== name) {
        return [
          { path: at, expected: 'must not look like the name of another portal: take the same, or a different one' },
        ];
      }
      const isDomain = [...domains.keys()].some((domain) => !own.has(domain) && bones.includes(domain));
      return isDomain ? [{ path: at, expected: 'must not read like the domain of another portal' }] : [];
    });
  });
}

function textOf(names: unknown, language: string): string | undefined {
  const text: unknown = typeof names === 'object' && names !== null ? Reflect.get(names, language) : undefined;
  return typeof text === 'string' ? text : undefined;
}

/** Where its sign-ins go to, as the phone shows it; none where the entry does not say it soundly. */
function domainsOf({ domain, redirect_uris: redirectUris }: PortalDto): string[] {
  const first: unknown = Array.isArray(redirectUris) ? redirectUris[0] : undefined;
  if (typeof domain === 'string') return [domain];
  return typeof first === 'string' && URL.canParse(first) ? [new URL(first).host] : [];
}
