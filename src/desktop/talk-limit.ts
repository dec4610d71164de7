/** A page introduces itself and takes its leave; what else it may send is a slip or two. */
const MOST_MESSAGES = 5;

/** More than we have asked for, since the clocks of both ends differ. */
const SPARE_PONGS = 3;

/** As far as it is looked at: a connection of engine.io's over a WebSocket. */
export interface Talker {
  on(event: 'packet', listener: (packet: { readonly type: string }) => void): unknown;
  close(discard?: boolean): unknown;
  readonly transport: { readonly socket?: Pulse };
}

/** The WebSocket itself (RFC 6455 §5.5). */
interface Pulse {
  on(event: 'ping' | 'pong', listener: () => void): unknown;
  terminate(): void;
}

/**
 * Cuts whoever talks: pages hear and say nothing, but for who they are and that they are still there. Answers to our pings
 * may come as often as we ask; a ping of theirs is answered by the library underneath, so those are counted as well.
 */
export function cutTalkers(talker: Talker, pingIntervalMs: number, nowMs = (): number => performance.now()): void {
  const sinceMs = nowMs();
  const { socket } = talker.transport;
  let messages = 0;
  let pulses = 0;
  const cut = (): void => {
    // At once: a farewell would wait for whoever does not read.
    if (socket) socket.terminate();
    else talker.close(true);
  };
  const countPulse = (): void => {
    pulses += 1;
    if (pulses > SPARE_PONGS + (nowMs() - sinceMs) / pingIntervalMs) cut();
  };
  talker.on('packet', ({ type }) => {
    if (type === 'pong') countPulse();
    else if ((messages += 1) > MOST_MESSAGES) cut();
  });
  socket?.on('ping', countPulse);
  socket?.on('pong', countPulse);
}
