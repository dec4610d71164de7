import { IsIn, IsOptional, MaxLength, ValidateBy } from 'class-validator';
import {
  isHost,
  isMailServer,
  isOperatorNumber,
  isOrigin,
  isRange,
  isSender,
  isWebhook,
  isWebhookKeys,
  list,
} from './env-forms.js';

/** What documentation says about a variable. */
export interface VariableNotes {
  readonly name: string;
  readonly meaning: string;
  /** The value when it is unset; empty where that depends on others. */
  readonly value: string;
  /** The default in words, where it is not simply a value. */
  readonly otherwise?: string;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const notes: VariableNotes[] = [];

/** Every variable that is read, in the order of documentation. */
export const VARIABLES: readonly VariableNotes[] = notes;

type Default = { readonly value: string } | { readonly otherwise: string };

/** Declares a variable. Environments cannot tell empty from unset, so empty is unset. */
function Variable(meaning: string, fallback: Default): PropertyDecorator {
  return (target, name) => {
    notes.push({ name: String(name), meaning, value: '', ...fallback });
    IsOptional()(target, name);
    MaxLength(4096, { message: 'must have at most 4096 characters' })(target, name);
  };
}

function Matching(message: string, test: (text: string) => boolean): PropertyDecorator {
  return ValidateBy({
    name: 'matching',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && test(value),
      defaultMessage: () => message,
    },
  });
}

function Whole(min: number, max: number): PropertyDecorator {
  return Matching(
    `must be a whole number from ${min} to ${max}`,
    (text) => /^\d{1,10}$/.test(text) && Number(text) >= min && Number(text) <= max,
  );
}

const OneOf = (...values: string[]): PropertyDecorator =>
  IsIn(values, { message: `must be ${values.slice(0, -1).join(', ')} or ${values.at(-1) ?? ''}` });

const MOST = 1_000_000_000;

/** The variables as they come, and what is right for each by itself. */
export class Variables {
  @Variable('`development`, `test` or `production`.', { value: 'development' })
  @OneOf('development', 'test', 'production')
  readonly NODE_ENV: string = 'development';

  @Variable('Address to listen on.', { otherwise: '`127.0.0.1` on the memory store and in the demo, else `0.0.0.0`' })
  @Matching('must be an IP address or a host name', isHost)
  readonly HOST?: string;

  @Variable('Port to listen on; `0` takes a free one.', { value: '3000' })
  @Whole(0, 65_535)
  readonly PORT: string = '3000';

  @Variable(
    'Where browsers and phones reach the broker: scheme, host and port, no path. In production required and https.',
    {
      otherwise: '`http://localhost:PORT` in the demo, else `http://127.0.0.1:PORT`',
    },
  )
  @Matching('must be scheme, host and port without a path or a slash at the end', isOrigin)
  readonly PUBLIC_ORIGIN?: string;

  @Variable('`redis://` or `rediss://` address of Redis 7 or later. Required in production.', {
    otherwise: 'none; sessions are kept in memory',
  })
  @Matching('must be a redis:// or rediss:// URL', (text) => /^rediss?:\/\/[^/]/.test(text) && URL.canParse(text))
  readonly REDIS_URL?: string;

  @Variable('`1`: `REDIS_URL` is a node of a Redis Cluster.', { value: '0' })
  @OneOf('0', '1')
  readonly REDIS_CLUSTER: string = '0';

  @Variable('What every key in Redis begins with, where others use the same Redis.', { otherwise: 'none' })
  // Braces would move the hash tag that keeps a session's keys in one slot.
  @Matching('must be up to 64 letters, digits, colons, dots, hyphens or underscores', (text) =>
    /^[\w:.-]{1,64}$/.test(text),
  )
  readonly REDIS_PREFIX?: string;

  @Variable('How many replicas must confirm a scan, an approval and a redemption.', { value: '0' })
  @Whole(0, 9)
  readonly REDIS_WAIT_REPLICAS: string = '0';

  @Variable('Path of the registry of portals and apps (docs/registry.md).', {
    otherwise: 'none; required unless `DEMO=1`',
  })
  readonly REGISTRY_FILE?: string;

  @Variable('Path of the file with the broker’s keys. Required with `REDIS_URL` and in production.', {
    otherwise: 'none; keys are made at start',
  })
  readonly KEYS_FILE?: string;

  @Variable('`smtp://` or `smtps://` address of the server that takes one-time codes for e-mail (docs/operate.md).', {
    otherwise: 'none; no codes by e-mail',
  })
  // A query would be options of the mail library, and some of them switch TLS off.
  @Matching('must be an smtp:// or smtps:// URL with a host, without path and query', isMailServer)
  readonly SMTP_URL?: string;

  @Variable('Whom those e-mails are from: `pass@example.cn` or `Name <pass@example.cn>`. Required with `SMTP_URL`.', {
    otherwise: 'none',
  })
  @Matching('must be an e-mail address, or a name and an address in angle brackets', isSender)
  readonly SMTP_FROM?: string;

  @Variable('Address of the webhook that takes one-time codes for text messages (docs/operate.md).', {
    otherwise: 'none; no codes by text message',
  })
  @Matching('must be an https URL (http only for a loopback host) without user, password and fragment', isWebhook)
  readonly SMS_WEBHOOK_URL?: string;

  @Variable(
    '`whsec_` and Base64 of the key that signs those calls; while it is changed two, with a space between. Required with `SMS_WEBHOOK_URL`.',
    {
      otherwise: 'none',
    },
  )
  @Matching('must be whsec_ and the Base64 of 24 bytes or more, or several such with a space between', isWebhookKeys)
  readonly SMS_WEBHOOK_KEY?: string;

  @Variable(
    'Path of a file that gets what is on record, one JSON object a line; `-`: standard output (docs/operate.md).',
    {
      otherwise: 'none',
    },
  )
  readonly AUDIT_FILE?: string;

  @Variable('Address of the webhook that gets what is on record (docs/operate.md).', { otherwise: 'none' })
  @Matching('must be an https URL (http only for a loopback host) without user, password and fragment', isWebhook)
  readonly AUDIT_WEBHOOK_URL?: string;

  @Variable(
    '`whsec_` and Base64 of the key that signs those calls; while it is changed two, with a space between. Required with `AUDIT_WEBHOOK_URL`.',
    {
      otherwise: 'none',
    },
  )
  @Matching('must be whsec_ and the Base64 of 24 bytes or more, or several such with a space between', isWebhookKeys)
  readonly AUDIT_WEBHOOK_KEY?: string;

  @Variable('`1`: runs the demo portal and app beside the broker. Never in production.', { value: '0' })
  @OneOf('0', '1')
  readonly DEMO: string = '0';

  @Variable('`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`.', { value: 'info' })
  @OneOf(...LOG_LEVELS)
  readonly LOG_LEVEL: string = 'info';

  @Variable(
    'Comma-separated addresses or CIDR ranges of proxies whose `X-Forwarded-For` is believed; `none` where pages and phones reach the node itself.',
    { otherwise: '`none`; must be set in production' },
  )
  @Matching(
    'must be IP addresses or CIDR ranges, separated by commas, not of everybody, or none',
    (text) => text === 'none' || list(text).every((range) => isRange(range) && !range.endsWith('/0')),
  )
  readonly TRUSTED_PROXIES?: string;

  @Variable(
    'Comma-separated addresses or CIDR ranges, not public, where services may be told things and keys fetched (docs/operate.md).',
    { otherwise: 'none; in the demo loopback' },
  )
  @Matching('must be IP addresses or CIDR ranges, separated by commas', (text) => list(text).every(isRange))
  readonly CALLBACK_NETWORKS?: string;

  @Variable(
    'Path of a MaxMind DB of cities or countries: where a network is, for the phone and for risk (docs/operate.md).',
    {
      otherwise: 'none; nobody is far',
    },
  )
  readonly GEOIP_FILE?: string;

  @Variable('Path of a MaxMind DB of network operators (ASN), for `MOBILE_NETWORKS`.', { otherwise: 'none' })
  readonly GEOIP_ASN_FILE?: string;

  @Variable(
    'Comma-separated CIDR ranges, and operators as `AS9808`, whose addresses say nothing about where somebody is.',
    {
      otherwise: 'none',
    },
  )
  @Matching('must be IP addresses, CIDR ranges or operators’ numbers (AS9808), separated by commas', (text) =>
    list(text).every((entry) => isRange(entry) || isOperatorNumber(entry)),
  )
  readonly MOBILE_NETWORKS?: string;

  @Variable('Kilometres between computer and phone beyond which they are far from each other.', { value: '300' })
  @Whole(1, 20_000)
  readonly FAR_KM: string = '300';

  @Variable('Milliseconds that a node which is shut down gives its pages to move to another.', { value: '5000' })
  @Whole(0, 600_000)
  readonly DRAIN_MS: string = '5000';

  @Variable('Sessions a minute that one address prefix may start.', { value: '600' })
  @Whole(1, MOST)
  readonly LIMIT_STARTS_PER_PREFIX: string = '600';

  @Variable('Sessions a minute that one portal may start.', { value: '60000' })
  @Whole(1, MOST)
  readonly LIMIT_STARTS_PER_PORTAL: string = '60000';

  @Variable('Sessions a minute that one page’s key may start from one address prefix.', { value: '30' })
  @Whole(1, MOST)
  readonly LIMIT_STARTS_PER_DESKTOP_KEY: string = '30';

  @Variable('Calls a minute for one session, reads among them.', { value: '240' })
  @Whole(1, MOST)
  readonly LIMIT_CALLS_PER_SESSION: string = '240';

  @Variable('Commands and pictures a minute for one session.', { value: '120' })
  @Whole(1, MOST)
  readonly LIMIT_COMMANDS_PER_SESSION: string = '120';

  @Variable('Calls a minute from one phone key.', { value: '60' })
  @Whole(1, MOST)
  readonly LIMIT_CALLS_PER_PHONE_KEY: string = '60';

  @Variable('Scans a minute by one person.', { value: '30' })
  @Whole(1, MOST)
  readonly LIMIT_SCANS_PER_PERSON: string = '30';

  @Variable('Calls a minute that one person may have refused, whatever phones they use.', { value: '20' })
  @Whole(1, MOST)
  readonly LIMIT_FAILURES_PER_PERSON: string = '20';

  @Variable('Calls a minute from one telephone line, all its people together.', { value: '6000' })
  @Whole(1, MOST)
  readonly LIMIT_CALLS_PER_PHONE_LINE: string = '6000';

  @Variable('One-time codes sent in ten minutes for one portal.', { value: '6000' })
  @Whole(1, MOST)
  readonly LIMIT_ONE_TIME_CODES_PER_PORTAL: string = '6000';

  @Variable('Wrong one-time codes in ten minutes at one portal, all its people together.', { value: '1000' })
  @Whole(1, MOST)
  readonly LIMIT_ONE_TIME_CODE_MISSES_PER_PORTAL: string = '1000';

  @Variable('Waiting pages that one address prefix may hold on a node at once.', { value: '500' })
  @Whole(1, MOST)
  readonly LIMIT_SOCKETS_PER_ADDRESS: string = '500';

  @Variable(
    'Waiting pages that a node holds at once; who comes then takes the place of one that has not said whose it is, or is told 503 and may be sent to another.',
    {
      value: '20000',
    },
  )
  @Whole(1, MOST)
  readonly LIMIT_SOCKETS_PER_NODE: string = '20000';
}
