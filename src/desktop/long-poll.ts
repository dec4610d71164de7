import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DesktopBroker } from '../core/desktop-broker.js';
import { isExpired } from '../core/follow.js';
import { type Outcome, unwrap } from '../core/outcome.js';
import type { Clock, DesktopTicket } from '../core/ports.js';
import type { Snapshot } from '../core/step.js';
import type { OpenWaits } from './open-waits.js';

export interface LongPoll {
  readonly ticket: DesktopTicket;
  /** What the page knows already. */
  readonly rev: number;
  readonly waitMs: number;
  readonly request: IncomingMessage;
  /** Closes early when the page goes away. */
  readonly response: ServerResponse;
}

/**
 * Answers on a newer revision, at the end of the session's time, or after `waitMs` with what the page knows already;
 * at once with that when the node closes, so that the page asks another.
 */
export async function longPoll(
  broker: DesktopBroker,
  clock: Clock,
  waits: OpenWaits,
  { ticket, rev, waitMs, request, response }: LongPoll,
): Promise<Snapshot> {
  waits.demandRoom(request);
  let news: Snapshot | undefined;
  let answer: (() => void) | undefined;
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const stop: Outcome<() => void> = await broker.follow(ticket, (snapshot) => {
    if (snapshot && Number(snapshot.record.rev) <= rev && !isExpired(snapshot)) return;
    news = snapshot;
    answer?.();
  });
  const stopFollowing = unwrap(stop);
  const callOff = clock.after(waitMs, () => answer?.());
  const forget = waits.hold(request, () => answer?.());
  response.once('close', () => answer?.());
  if (response.destroyed) answer?.();
  await answered;
  callOff();
  forget();
  stopFollowing();
  // What stood at the beginning would tell a time that has passed since.
  return news ?? unwrap(await broker.read(ticket));
}
