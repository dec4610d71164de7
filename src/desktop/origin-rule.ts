import { RefusedError } from '../core/outcome.js';
import type { Registry } from '../core/ports.js';

/**
 * Whether a page on this origin may act for the portal. A caller that is no browser sends no `Origin` and is known
 * by its token alone: the rule restrains honest browsers and proves nothing about anybody else.
 */
export function isOriginAllowed(registry: Registry, clientId: string, origin: string | undefined): boolean {
  return origin === undefined || registry.portal(clientId)?.origins.includes(origin) === true;
}

/** Refuses with `origin_not_allowed`. */
export function demandOrigin(registry: Registry, clientId: string, origin: string | undefined): void {
  if (!isOriginAllowed(registry, clientId, origin)) throw new RefusedError({ code: 'origin_not_allowed' });
}
