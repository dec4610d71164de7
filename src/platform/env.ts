import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { isOperatorNumber, list } from './env-forms.js';
import { RULES } from './env-rules.js';
import { Variables, VARIABLES, type LogLevel } from './env-variables.js';

/** The configuration, checked and typed. What each value means is said where the variable is declared. */
export interface Env {
  readonly nodeEnv: 'development' | 'test' | 'production';
  readonly host: string;
  readonly port: number;
  /** Scheme, host and port, no path. */
  readonly publicOrigin: string;
  /** Absent: sessions are kept in memory. */
  readonly redis?: RedisEnv;
  readonly registryFile?: string;
  /** Absent: keys are made at start and end with the process. */
  readonly keysFile?: string;
  readonly senders: SendersEnv;
  readonly audit: AuditEnv;
  readonly demo: boolean;
  readonly logLevel: LogLevel;
  readonly trustedProxies: readonly string[];
  /** Where callbacks may go besides public addresses. */
  readonly callbackNetworks: readonly string[];
  readonly nearness: NearnessEnv;
  readonly drainMs: number;
  readonly limits: LimitsEnv;
}

/** Where the demo's sites are. */
const LOOPBACK = '127.0.0.0/8,::1';

interface RedisEnv {
  /** May hold a password: never log it. */
  readonly url: string;
  readonly cluster: boolean;
  readonly prefix: string;
  readonly waitReplicas: number;
}

/** Who carries one-time codes. Channels that are absent are not offered. */
interface SendersEnv {
  /** The URL may hold a password: never log it. */
  readonly smtp?: { readonly url: string; readonly from: string };
  readonly smsWebhook?: { readonly url: string; readonly key: string };
}

/** Who gets what is on record. Nobody, where both are absent. */
interface AuditEnv {
  /** A path, or `-`: standard output. */
  readonly file?: string;
  readonly webhook?: { readonly url: string; readonly key: string };
}

/** By what it is told whether phone and computer are in one place. */
interface NearnessEnv {
  readonly cityFile?: string;
  readonly operatorFile?: string;
  readonly mobileNetworks: readonly string[];
  readonly mobileOperators: readonly number[];
  readonly farKm: number;
}

/** Per minute; one-time codes per ten minutes; sockets: so many at once on this node. */
interface LimitsEnv {
  readonly startsPerPrefix: number;
  readonly startsPerPortal: number;
  readonly startsPerDesktopKey: number;
  readonly callsPerSession: number;
  readonly commandsPerSession: number;
  readonly callsPerPhoneKey: number;
  readonly scansPerPerson: number;
  readonly failuresPerPerson: number;
  readonly callsPerPhoneLine: number;
  readonly oneTimeCodesPerPortal: number;
  readonly oneTimeCodeMissesPerPortal: number;
  readonly socketsPerAddress: number;
  readonly socketsPerNode: number;
}

/** One variable that cannot be used, without its value. */
interface EnvMistake {
  readonly name: string;
  readonly expected: string;
}

/** The environment cannot be used. The message is one block that names every variable that is wrong. */
export class EnvMistakes extends Error {
  override readonly name = 'EnvMistakes';

  constructor(readonly mistakes: readonly EnvMistake[]) {
    const lines = mistakes.map(({ name, expected }) => `  ${name} ${expected}`);
    super(['The environment is not complete or not right (.env.example explains it):', ...lines].join('\n'));
  }
}

/**
 * Reads the configuration; the only place that looks at `process.env`. Names that are not ours are left alone.
 *
 * With `PORT=0` and no `PUBLIC_ORIGIN` the origin ends in `:0` until somebody who listens knows better.
 * @throws EnvMistakes naming everything that is wrong at once, never a value: it may be a secret.
 */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  const given = VARIABLES.map(({ name }) => [name, source[name]]).filter(
    ([, value]) => value !== undefined && value !== '',
  );
  const all = plainToInstance(Variables, Object.fromEntries(given) as object);
  const errors = validateSync(all, { stopAtFirstError: true, validationError: { target: false, value: false } });
  const mistakes = errors.map(({ property, constraints }) => ({
    name: property,
    expected: Object.values(constraints ?? {}).join(', and '),
  }));
  const wrong = new Set(mistakes.map(({ name }) => name));
  mistakes.push(...RULES.filter(({ name, broken }) => !wrong.has(name) && broken(all)));
  if (mistakes.length > 0) throw new EnvMistakes(mistakes.map(({ name, expected }) => ({ name, expected })));
  return toEnv(all);
}

/** The same for what is asked without a broker that runs: where no registry is named it is the demo's. */
export function readEnvOrDemo(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  return readEnv(source['REGISTRY_FILE'] ? source : { ...source, DEMO: '1' });
}

function toEnv(all: Variables): Env {
  const demo = all.DEMO === '1';
  return Object.freeze({
    nodeEnv: all.NODE_ENV as Env['nodeEnv'],
    host: all.HOST ?? (demo || all.REDIS_URL === undefined ? '127.0.0.1' : '0.0.0.0'),
    port: Number(all.PORT),
    // By name in the demo, because quick unlock in its apps needs one: no WebAuthn credential belongs to an address.
    publicOrigin: all.PUBLIC_ORIGIN ?? `http://${demo ? 'localhost' : '127.0.0.1'}:${all.PORT}`,
    ...(all.REDIS_URL !== undefined && {
      redis: Object.freeze({
        url: all.REDIS_URL,
        cluster: all.REDIS_CLUSTER === '1',
        prefix: all.REDIS_PREFIX ?? '',
        waitReplicas: Number(all.REDIS_WAIT_REPLICAS),
      }),
    }),
    ...(all.REGISTRY_FILE !== undefined && { registryFile: all.REGISTRY_FILE }),
    ...(all.KEYS_FILE !== undefined && { keysFile: all.KEYS_FILE }),
    senders: toSenders(all),
    audit: toAudit(all),
    demo,
    logLevel: all.LOG_LEVEL as Env['logLevel'],
    trustedProxies: Object.freeze(all.TRUSTED_PROXIES === 'none' ? [] : list(all.TRUSTED_PROXIES ?? '')),
    callbackNetworks: Object.freeze(list(all.CALLBACK_NETWORKS ?? (demo ? LOOPBACK : ''))),
    nearness: Object.freeze({
      ...(all.GEOIP_FILE !== undefined && { cityFile: all.GEOIP_FILE }),
      ...(all.GEOIP_ASN_FILE !== undefined && { operatorFile: all.GEOIP_ASN_FILE }),
      mobileNetworks: Object.freeze(list(all.MOBILE_NETWORKS ?? '').filter((entry) => !isOperatorNumber(entry))),
      mobileOperators: Object.freeze(
        list(all.MOBILE_NETWORKS ?? '')
          .filter(isOperatorNumber)
          .map((entry) => Number(entry.slice(2))),
      ),
      farKm: Number(all.FAR_KM),
    }),
    drainMs: Number(all.DRAIN_MS),
    limits: Object.freeze({
      startsPerPrefix: Number(all.LIMIT_STARTS_PER_PREFIX),
      startsPerPortal: Number(all.LIMIT_STARTS_PER_PORTAL),
      startsPerDesktopKey: Number(all.LIMIT_STARTS_PER_DESKTOP_KEY),
      callsPerSession: Number(all.LIMIT_CALLS_PER_SESSION),
      commandsPerSession: Number(all.LIMIT_COMMANDS_PER_SESSION),
      callsPerPhoneKey: Number(all.LIMIT_CALLS_PER_PHONE_KEY),
      scansPerPerson: Number(all.LIMIT_SCANS_PER_PERSON),
      failuresPerPerson: Number(all.LIMIT_FAILURES_PER_PERSON),
      callsPerPhoneLine: Number(all.LIMIT_CALLS_PER_PHONE_LINE),
      oneTimeCodesPerPortal: Number(all.LIMIT_ONE_TIME_CODES_PER_PORTAL),
      oneTimeCodeMissesPerPortal: Number(all.LIMIT_ONE_TIME_CODE_MISSES_PER_PORTAL),
      socketsPerAddress: Number(all.LIMIT_SOCKETS_PER_ADDRESS),
      socketsPerNode: Number(all.LIMIT_SOCKETS_PER_NODE),
    }),
  });
}

function toSenders({ SMTP_URL, SMTP_FROM, SMS_WEBHOOK_URL, SMS_WEBHOOK_KEY }: Variables): SendersEnv {
  return Object.freeze({
    ...(SMTP_URL !== undefined &&
      SMTP_FROM !== undefined && { smtp: Object.freeze({ url: SMTP_URL, from: SMTP_FROM }) }),
    ...(SMS_WEBHOOK_URL !== undefined &&
      SMS_WEBHOOK_KEY !== undefined && { smsWebhook: Object.freeze({ url: SMS_WEBHOOK_URL, key: SMS_WEBHOOK_KEY }) }),
  });
}

function toAudit({ AUDIT_FILE, AUDIT_WEBHOOK_URL, AUDIT_WEBHOOK_KEY }: Variables): AuditEnv {
  return Object.freeze({
    ...(AUDIT_FILE !== undefined && { file: AUDIT_FILE }),
    ...(AUDIT_WEBHOOK_URL !== undefined &&
      AUDIT_WEBHOOK_KEY !== undefined && {
        webhook: Object.freeze({ url: AUDIT_WEBHOOK_URL, key: AUDIT_WEBHOOK_KEY }),
      }),
  });
}
