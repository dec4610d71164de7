import type { AuditFeed } from '../core/audit.js';
import { Auditor, type SinkNews } from './auditor.js';
import { FileSink, STDOUT, StdoutSink } from './file-sink.js';
import type { AuditSink } from './sink.js';
import { type Caller, WebhookSink } from './webhook-sink.js';

/** Where what is on record is to go; nothing: nowhere. */
export interface SinksEnv {
  /** A path, or `-`. */
  readonly file?: string;
  readonly webhook?: { readonly url: string; readonly key: string };
}

/** As far as a logger of ours is needed. */
interface Log {
  warn(news: object, message: string): void;
  info(news: object, message: string): void;
}

/** Whether anybody takes what is on record. */
export const hasSinks = ({ file, webhook }: SinksEnv): boolean => file !== undefined || webhook !== undefined;

/** The auditor with the sinks that are configured, not started. @throws Error when the file cannot be written */
export async function openAuditor(
  env: SinksEnv,
  feed: AuditFeed,
  caller: Caller & { destroy(): Promise<void> },
  log: Log,
): Promise<Auditor> {
  const report = (news: SinkNews): void => {
    if (news.isTaking) log.info(news, 'an audit sink takes records again');
    else log.warn(news, 'an audit sink takes no records: they wait in the store');
  };
  return new Auditor({ feed, sinks: await openSinks(env, caller), report, end: () => caller.destroy() });
}

async function openSinks({ file, webhook }: SinksEnv, caller: Caller): Promise<readonly AuditSink[]> {
  const sinks: AuditSink[] = [];
  if (file !== undefined) sinks.push(file === STDOUT ? new StdoutSink() : await FileSink.open(file));
  if (webhook) sinks.push(new WebhookSink(webhook, caller));
  return sinks;
}
