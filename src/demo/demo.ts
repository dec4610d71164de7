import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Canary, makeKit } from '@saoma/attack';
import type { FastifyInstance } from 'fastify';
import { stringify } from 'yaml';
import { annualReportRoutes } from './annual-report/annual-report.routes.js';
import { makeClientKey, RelyingParty } from './annual-report/relying-party.js';
import { ANNUAL_REPORT } from './annual-report/site.js';
import { appRoutes } from './app/app.routes.js';
import { APPS, type DemoApp, MEMBERS } from './app/apps.js';
import { TokenIssuer } from './app/issuer.js';
import { attackKitRoutes } from './attack-kit.js';
import { etaxRoutes } from './etax/etax.routes.js';
import { type GatewayAccess, gatewayRoutes, makeGatewayAccess } from './gateway/gateway.routes.js';
import { housingFundRoutes } from './housing-fund/housing-fund.routes.js';
import { incomeTaxRoutes } from './income-tax/income-tax.routes.js';
import { indexRoutes } from './index/index.routes.js';
import { WORLD } from './index/texts.js';
import { invoicingRoutes } from './invoicing/invoicing.routes.js';
import { licenceRoutes } from './licence/licence.routes.js';
import { makePasswords } from './passwords.js';
import { pushRoutes } from './push/push.routes.js';
import { registryOf } from './registry-of.js';
import { BrokerClient } from './site/broker-client.js';
import type { SiteParts } from './site/routes.js';
import { type SiteId, SITES } from './site/sites.js';
import { Counter } from './tax-hall/counter.js';
import { TAX_HALL } from './tax-hall/site.js';
import { taxHallRoutes } from './tax-hall/tax-hall.routes.js';
import { HOUSING_FUND_LINE } from './telephone/line.js';
import { makeServicePins } from './telephone/service-pins.js';
import { telephoneRoutes } from './telephone/telephone.routes.js';

/** Sites and apps to try the broker with: strangers to it, that happen to live on its port. */
export interface Demo {
  /** What the broker is to read as its registry. */
  readonly registryFile: string;
  /** Who carries the broker's one-time codes: gateways as an operator would set them up. */
  readonly senders: { readonly smsWebhook: GatewayAccess; readonly emailWebhook: GatewayAccess };
  /** The pages to open. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Adds sites and apps to the broker's server. Before it listens. */
  mount(app: NestFastifyApplication): Promise<void>;
  /** Removes what was written. */
  close(): Promise<void>;
}

/** One for each site. */
const SITE_ROUTES: Readonly<Record<SiteId, (server: FastifyInstance, parts: SiteParts) => Promise<void>>> = {
  'etax-yunhai': etaxRoutes,
  'income-tax-site': incomeTaxRoutes,
  'invoicing-client': invoicingRoutes,
  'housing-fund-site': housingFundRoutes,
  'business-licence': licenceRoutes,
};

/** Invents the secrets of sites, apps and people, which live as long as this process, and registers them. */
export async function prepareDemo(publicOrigin: string): Promise<Demo> {
  const clientSecrets = Object.fromEntries(SITES.map(({ id }) => [id, makeSecret()])) as Record<SiteId, string>;
  const taxHallSecret = makeSecret();
  const operatorToken = makeSecret();
  const annualReportKey = await makeClientKey();
  const gateway = makeGatewayAccess(publicOrigin);
  const passwords = makePasswords();
  const servicePins = makeServicePins(MEMBERS);
  const issuerOf = ({ id, path, algorithm }: Pick<DemoApp, 'id' | 'path' | 'algorithm'>): Promise<TokenIssuer> =>
    TokenIssuer.create({ issuer: publicOrigin + path, audience: publicOrigin, clientId: id, algorithm });
  const apps = await Promise.all(APPS.map(async (app) => ({ app, issuer: await issuerOf(app) })));
  const lineIssuer = await issuerOf(HOUSING_FUND_LINE);
  const folder = await mkdtemp(join(tmpdir(), 'saoma-demo-'));
  const registryFile = join(folder, 'registry.yaml');
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  // A broker that does not come up never closes the demo.
  process.once('exit', remove);
  const attack = await makeKit(publicOrigin, await Canary.freeAddress());
  const registry = registryOf(publicOrigin, attack.registry, {
    clientSecrets,
    taxHallSecret,
    operatorToken,
    annualReportKey: annualReportKey.publicJwk,
  });
  await writeFile(registryFile, stringify(registry, { aliasDuplicateObjects: false }), { mode: 0o600 });

  return {
    registryFile,
    senders: { smsWebhook: gateway, emailWebhook: gateway },
    addresses: Object.fromEntries(
      [{ id: 'index', path: WORLD.path }, { id: 'portal', path: SITES[0].path }, ...APPS].map(({ id, path }) => [
        id,
        `${publicOrigin}${path}/`,
      ]),
    ),
    mount: async (broker) => {
      const server: FastifyInstance = broker.getHttpAdapter().getInstance();
      await server.register(indexRoutes, { publicOrigin, passwords, servicePins, operatorToken });
      for (const site of SITES) {
        const routes = SITE_ROUTES[site.id];
        const redirectUri = `${publicOrigin}${site.path}/callback`;
        const credentials = { clientId: site.id, clientSecret: clientSecrets[site.id] };
        const client = new BrokerClient({ issuer: publicOrigin, redirectUri, ...credentials });
        await server.register(routes, { publicOrigin, site, broker: client, passwords });
      }
      await server.register(annualReportRoutes, {
        publicOrigin,
        relyingParty: new RelyingParty({
          issuer: publicOrigin,
          clientId: ANNUAL_REPORT.id,
          key: annualReportKey,
          redirectUri: `${publicOrigin}${ANNUAL_REPORT.path}/callback`,
          postLogoutRedirectUri: `${publicOrigin}${ANNUAL_REPORT.path}/signed-out`,
        }),
      });
      await server.register(taxHallRoutes, {
        publicOrigin,
        counter: new Counter({ issuer: publicOrigin, clientId: TAX_HALL.id, clientSecret: taxHallSecret }),
      });
      for (const { app, issuer } of apps) {
        await server.register(appRoutes, { publicOrigin, app, issuer });
        await server.register(pushRoutes, { publicOrigin, app });
      }
      await server.register(attackKitRoutes, { publicOrigin, kit: attack.kit });
      await server.register(gatewayRoutes, { publicOrigin, key: gateway.key });
      await server.register(telephoneRoutes, { publicOrigin, issuer: lineIssuer, servicePins });
    },
    close: async () => {
      process.off('exit', remove);
      remove();
    },
  };
}

const makeSecret = (): string => randomBytes(32).toString('base64url');
