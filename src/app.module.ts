import 'reflect-metadata';
import { type DynamicModule, Logger, Module, type Provider as NestProvider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { hasSinks, openAuditor } from './audit/open-auditor.js';
import { HttpCallbacks } from './callbacks/http-callbacks.js';
import { KeyFetch } from './callbacks/key-fetch.js';
import { Poster } from './callbacks/poster.js';
import { CheckCodes } from './core/check-codes.js';
import { Computers } from './core/computers.js';
import { DesktopBroker } from './core/desktop-broker.js';
import { Notifications } from './core/notifications.js';
import { OneTimeCodes } from './core/one-time-codes.js';
import { PhoneBroker } from './core/phone-broker.js';
import { PollPace } from './core/poll-pace.js';
import { PortalBroker } from './core/portal-broker.js';
import { RequestCodes } from './core/request-codes.js';
import type { RingKey } from './core/ports.js';
import { SecondScan } from './core/second-scan.js';
import { Secrets } from './core/secrets.js';
import { SentRequests } from './core/sent-requests.js';
import { SessionView } from './core/session-view.js';
import { SignIns } from './core/sign-ins.js';
import {
  BROKER_ORIGIN,
  CLOCK,
  DOCUMENTS,
  FETCH_KEYS,
  LIMITS,
  LOCKS,
  PORTAL_TOKENS,
  RANDOM,
  REGISTRY,
  SESSIONS,
  SIGNER,
} from './core/tokens.js';
import { desktopCors } from './desktop/cors.js';
import { JwtTicketSigner } from './desktop/desktop-ticket.signer.js';
import { DesktopModule } from './desktop/desktop.module.js';
import { OpenCount } from './desktop/open-count.js';
import { channelsOf, makeSenders, type Senders } from './factors/senders.js';
import { Coverage } from './operator/coverage/coverage.js';
import { deploymentOf } from './operator/coverage/deployment.js';
import { OperatorModule } from './operator/operator.module.js';
import { PhoneModule } from './phone/phone.module.js';
import { clientAddress } from './platform/client-address.js';
import { systemClock, systemRandom } from './platform/clock.js';
import type { Env } from './platform/env.js';
import { configureHttp, httpAdapter } from './platform/http.js';
import { openKeys, type WatchedKeys } from './platform/keys-file.js';
import { makeLogger, nestLogger } from './platform/logging.js';
import { PlatformModule } from './platform/platform.module.js';
import { Readiness } from './platform/readiness.js';
import { Resources } from './platform/resources.js';
import { HostedLogins } from './portal/hosted/hosted-logins.js';
import { LiveProvider } from './portal/live-provider.js';
import { PolledStarts } from './portal/polled-starts.js';
import { PortalModule } from './portal/portal.module.js';
import { ProviderTokens } from './portal/provider-tokens.js';
import { makeProvider } from './portal/provider.js';
import { Visitors } from './portal/visitors.js';
import { networkList } from './registry/network-list.js';
import { RegistryFile } from './registry/registry-file.js';
import { limitTable } from './risk/limit-table.js';
import { WindowLimits } from './risk/limits.js';
import { type OpenPlaces, openPlaces } from './risk/open-places.js';
import { RiskJudge } from './risk/risk-judge.js';
import { openStore } from './store/open-store.js';
import type { Store } from './store/store.js';

/** What tests may bend. */
export interface BrokerOptions {
  /** Added to the store's clock, and to that by which polls are paced. */
  readonly offsetMs?: () => number;
}

/** A broker that is ready to listen. */
export interface BuiltBroker {
  readonly app: NestFastifyApplication;
  /** Pages to open, by name: the demo's, if it is there. */
  readonly pages: Readonly<Record<string, string>>;
}

/** What the rooms are built from, opened before Nest starts. */
interface Parts {
  readonly env: Env;
  readonly watchedKeys: WatchedKeys;
  readonly registry: RegistryFile;
  readonly store: Store;
  readonly limits: WindowLimits;
  readonly senders: Senders;
  readonly callbacks: HttpCallbacks;
  readonly keyFetch: KeyFetch;
  readonly auditor: { close(): Promise<void> };
  readonly places: OpenPlaces;
  /** Of {@link BrokerOptions}. */
  readonly offsetMs: () => number;
  /** Whatever else ends with the broker. */
  readonly closeDemo: () => Promise<void>;
}

/** The only place that knows every room: binds the ports to what the configuration names. */
@Module({})
class AppModule {
  static of(parts: Parts): DynamicModule {
    const providers = bind(parts);
    return {
      module: AppModule,
      global: true,
      imports: [PlatformModule, DesktopModule, PhoneModule, PortalModule, OperatorModule],
      providers,
      exports: providers,
    };
  }
}

/**
 * Builds a broker, ready to listen.
 * @throws EnvMistakes, KeysMistake, RegistryMistakes, or what the store says when it cannot be reached.
 */
export async function createBroker(env: Env, options: BrokerOptions = {}): Promise<BuiltBroker> {
  const logger = makeLogger(env.logLevel);
  const demo = env.demo
    ? await import('./demo/demo.js').then(({ prepareDemo }) => prepareDemo(env.publicOrigin))
    : undefined;
  const registryFile = env.registryFile ?? demo?.registryFile;
  if (registryFile === undefined) throw new TypeError('REGISTRY_FILE is checked with the environment');
  const nowMs = (): number => Date.now() + (options.offsetMs?.() ?? 0);
  const watchedKeys = await openKeys(env.keysFile, nowMs, logger);
  const registry = await RegistryFile.open(registryFile, {
    onReload: (reload) => {
      if (reload.ok) logger.info('the registry changed and was read anew');
      else logger.error({ mistakes: reload.error.mistakes }, 'the registry changed and is broken: the old one stays');
    },
  });
  const { store, limits } = await openCounted(env, options);
  for (const warning of store.warnings) logger.warn(warning);
  const senders = makeSenders(demo?.senders ?? env.senders, (channel, reason) =>
    logger.warn({ channel, reason }, 'a one-time code was not sent'),
  );
  const callbacks = new HttpCallbacks({
    origin: env.publicOrigin,
    signing: () => watchedKeys.keys.now().signing,
    grants: store.grants,
    networks: env.callbackNetworks,
    report: (undelivered) => logger.warn(undelivered, 'a callback was not delivered'),
  });
  const keyFetch = KeyFetch.to(env.callbackNetworks);
  const auditor = await openAuditor(env.audit, store.feed, Poster.to(env.callbackNetworks), logger);
  const closeDemo = (): Promise<void> => demo?.close() ?? Promise.resolve();
  const { mobileNetworks, ...nearness } = env.nearness;
  const places = await openPlaces({ ...nearness, mobileNetworks: networkList(mobileNetworks) }, logger);
  const opened = { env, watchedKeys, registry, store, limits, senders, callbacks, keyFetch, auditor, places };
  const parts = { ...opened, offsetMs: options.offsetMs ?? (() => 0), closeDemo };
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.of(parts), httpAdapter(env, logger), {
    logger: nestLogger(logger),
    abortOnError: false,
  });
  configureHttp(app, env.publicOrigin, desktopCors(registry));
  await demo?.mount(app);
  auditor.start();
  return { app, pages: demo?.addresses ?? {} };
}

/** What the report of coverage is made from, without a broker that runs. */
export async function openCoverage(
  env: Env,
): Promise<{ readonly coverage: Coverage; readonly close: () => Promise<void> }> {
  const demo = env.demo
    ? await import('./demo/demo.js').then(({ prepareDemo }) => prepareDemo(env.publicOrigin))
    : undefined;
  const registry = await RegistryFile.open(env.registryFile ?? demo?.registryFile ?? '', { onReload: () => undefined });
  return {
    coverage: new Coverage(registry, deploymentOf(env, channelsOf(demo?.senders ?? env.senders))),
    close: async () => {
      registry.close();
      await demo?.close();
    },
  };
}

async function openCounted(
  { redis, limits, audit }: Env,
  { offsetMs }: BrokerOptions,
): Promise<{ store: Store; limits: WindowLimits }> {
  const options = { clock: systemClock, keepsUndelivered: hasSinks(audit), ...(offsetMs && { offsetMs }) };
  const { store, connection } = await openStore(redis, options);
  const counted = connection ? { connection, prefix: redis?.prefix ?? '' } : { prefix: '' };
  return { store, limits: new WindowLimits(limitTable(limits), systemClock, counted) };
}

function bind(parts: Parts): NestProvider[] {
  const { env, watchedKeys, registry, store, limits, senders, callbacks, keyFetch, auditor, places } = parts;
  const { offsetMs, closeDemo } = parts;
  const origin = env.publicOrigin;
  const { keys } = watchedKeys;
  const ring = (): readonly RingKey[] => keys.now().ring;
  const secrets = new Secrets(ring, keys.subjectKey, keys);
  const { sessions, grants, documents, index, locks } = store;
  const signer = new JwtTicketSigner(ring);
  const computers = new Computers({
    ...{ sessions, index, locks, secrets },
    registry,
    report: ({ isBlocked, ...disowned }) =>
      new Logger('broker').warn(
        disowned,
        isBlocked
          ? 'a computer is blocked: somebody said it was not them'
          : 'somebody said of a trusted computer that it was not them: it is not blocked',
      ),
  });
  const desktops = new DesktopBroker(
    ...([sessions, documents, registry, secrets, signer, systemRandom, systemClock] as const),
    computers,
  );
  const codes = new RequestCodes(documents, secrets);
  const notifications = new Notifications(documents, secrets);
  const sentRequests = new SentRequests({
    ...{ desktops, sessions, index, registry, secrets, limits, callbacks, codes, notifications },
  });
  const signIns = new SignIns({ computers, grants, index, registry, secrets, callbacks });
  const visitors = new Visitors();
  const providerParts = {
    origin,
    registry,
    broker: new PortalBroker(sessions, grants, signer),
    sentRequests,
    signIns,
    hosted: new HostedLogins({ registry, secrets, limits, visitors }),
    starts: new PolledStarts({ origin, desktops, sentRequests, secrets, limits, visitors }),
    limits,
    visitors,
    pace: new PollPace(() => performance.now() + offsetMs()),
    nowMs: () => Date.now() + offsetMs(),
    grants,
    documents,
    secrets,
    fetchKeys: keyFetch.fetch,
  };
  const provider = new LiveProvider(
    () => keys.now(),
    ({ signing }) => makeProvider({ ...providerParts, signing, cookieKeys: secrets.cookieKeys() }),
  );
  const weigher = new RiskJudge(places.known, env.nearness.farKm);
  const channels = senders.all.map(({ channel }) => channel);
  const oneTimeCodes = new OneTimeCodes({ sessions, locks, limits, registry, secrets, senders: senders.all, origin });
  return [
    { provide: BROKER_ORIGIN, useValue: origin },
    { provide: SESSIONS, useValue: store.sessions },
    { provide: DOCUMENTS, useValue: store.documents },
    { provide: REGISTRY, useValue: registry },
    { provide: LIMITS, useValue: limits },
    { provide: FETCH_KEYS, useValue: keyFetch.fetch },
    { provide: LOCKS, useValue: store.locks },
    { provide: OneTimeCodes, useValue: oneTimeCodes },
    { provide: CheckCodes, useValue: new CheckCodes(sessions, limits, secrets) },
    { provide: CLOCK, useValue: systemClock },
    { provide: RANDOM, useValue: systemRandom },
    { provide: DesktopBroker, useValue: desktops },
    { provide: RequestCodes, useValue: codes },
    { provide: Notifications, useValue: notifications },
    { provide: SentRequests, useValue: sentRequests },
    { provide: Computers, useValue: computers },
    { provide: SignIns, useValue: signIns },
    { provide: Visitors, useValue: visitors },
    { provide: SIGNER, useValue: signer },
    { provide: PORTAL_TOKENS, useValue: new ProviderTokens(provider, systemClock) },
    { provide: Secrets, useValue: secrets },
    { provide: SessionView, useValue: new SessionView(secrets, registry, origin) },
    { provide: PhoneBroker, useValue: new PhoneBroker(store, registry, secrets, origin, callbacks, weigher) },
    { provide: SecondScan, useValue: new SecondScan(store.sessions, secrets, origin) },
    { provide: Coverage, useValue: new Coverage(registry, deploymentOf(env, channels)) },
    { provide: LiveProvider, useValue: provider },
    { provide: Readiness, useValue: new Readiness(() => store.ready()) },
    {
      provide: OpenCount,
      useValue: new OpenCount(
        { perAddress: env.limits.socketsPerAddress, perNode: env.limits.socketsPerNode },
        clientAddress(env.trustedProxies),
      ),
    },
    {
      provide: Resources,
      useValue: new Resources([
        () => registry.close(),
        () => watchedKeys.close(),
        () => senders.close(),
        () => callbacks.close(),
        () => keyFetch.destroy(),
        () => auditor.close(),
        () => {
          places.close();
        },
        () => store.close(),
        closeDemo,
      ]),
    },
  ];
}
