import type { App, Operator, Portal, Registry } from '../core/ports.js';
import type { Registered } from './read-registry.js';

/** Portals and apps as they were read once, indexed: every request looks one of them up. */
export class RegistryIndex implements Registry {
  readonly #portals: ReadonlyMap<string, Portal>;
  readonly #appsByIssuer: ReadonlyMap<string, App>;
  readonly #apps: readonly App[];
  readonly #operators: readonly Operator[];
  readonly #origins: ReadonlySet<string>;

  constructor({ portals, apps, operators }: Registered) {
    this.#portals = new Map(portals.map((portal) => [portal.clientId, portal]));
    this.#appsByIssuer = new Map(apps.map((app) => [app.issuer, app]));
    this.#apps = apps;
    this.#operators = operators;
    this.#origins = new Set(portals.flatMap(({ origins }) => origins));
  }

  portal(clientId: string): Portal | undefined {
    return this.#portals.get(clientId);
  }

  portals(): readonly Portal[] {
    return [...this.#portals.values()];
  }

  app(issuer: string): App | undefined {
    return this.#appsByIssuer.get(issuer);
  }

  apps(): readonly App[] {
    return this.#apps;
  }

  operators(): readonly Operator[] {
    return this.#operators;
  }

  hasOrigin(origin: string): boolean {
    return this.#origins.has(origin);
  }
}
