import { RefusedError } from '../core/outcome.js';
import type { Registry } from '../core/ports.js';

/**
 * Whether a page on this origin may act for the portal. A caller that is no browser sends no `Origin` and is known
 * by its token alone: the rule restrains honest browsers and proves nothing about anybody else.
 * @param own the broker's origin, where its own page may follow a session that it started for the portal
 */
export function isOriginAllowed(
  registry: Registry,
  clientId: string,
  origin: string | undefined,
  own?: string,
): boolean {
  if (origin === undefined) return true;
  const portal = registry.portal(clientId);
  // A portal may live on the broker's own origin, as the demo's do.
  if (portal?.origins.includes(origin) === true) return true;
  return origin === own && portal?.startedBy.includes('redirect') === true;
}

/** Refuses with `origin_not_allowed`. */
export function demandOrigin(registry: Registry, clientId: string, origin: string | undefined, own?: string): void {
  if (!isOriginAllowed(registry, clientId, origin, own)) throw new RefusedError({ code: 'origin_not_allowed' });
}
