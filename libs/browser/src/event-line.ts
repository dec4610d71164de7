import type { LineListener } from './line.js';
import { parseJson } from './request.js';
import type { SessionCall } from './session-call.js';

/** The broker writes every 20 s, be it a comment. What says nothing for longer is frozen. */
const HEARTBEAT_MS = 30_000;

/**
 * Hears server-sent events, read with `fetch`: the browser's own `EventSource` cannot send the token. A `data` line of
 * the broker's is a whole message with its own revision, so neither names nor ids of events matter here.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html §9.2.5
 */
export async function openEventLine(
  call: SessionCall,
  rev: number,
  { onStand, onNews }: LineListener,
  signal: AbortSignal,
): Promise<void> {
  await call('/events', {
    signal,
    headers: { Accept: 'text/event-stream', 'Last-Event-ID': `${rev}` },
    read: async ({ body, headers }, renew) => {
      // A captive portal answers everything with a page of its own, and with 200.
      if (!body || !headers.get('Content-Type')?.startsWith('text/event-stream')) return;
      const reader = body.getReader();
      const decoder = new TextDecoder();
      let rest = '';
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        renew(HEARTBEAT_MS);
        // Not before: what buffers lets the head of an answer through and keeps its body.
        onStand();
        const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) if (line.startsWith('data:')) onNews(parseJson(line.slice(5)));
      }
    },
  });
}
