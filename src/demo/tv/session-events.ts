/** What the broker tells of the session: how it stands, and through which app, once one holds it. */
export interface SessionNews {
  readonly state: string;
  readonly app?: { readonly zh: string; readonly en: string };
}

/**
 * What a session's event stream tells, until it ends. Needs no more than that the answer to the device request names it.
 * @throws when the stream cannot be read, or breaks
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html §9.2.6
 */
export async function* sessionEvents(
  eventsUri: string,
  deviceCode: string,
  signal: AbortSignal,
): AsyncGenerator<SessionNews> {
  const headers = { authorization: `Bearer ${deviceCode}`, accept: 'text/event-stream' };
  const answer = await fetch(eventsUri, { headers, signal, redirect: 'error' });
  if (!answer.ok || !answer.body) throw new Error(`The event stream answers ${answer.status}.`);
  let rest = '';
  for await (const text of answer.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = block.split('\n').flatMap((line) => (line.startsWith('data:') ? [line.slice(5)] : []));
      if (data.length > 0) yield newsIn(JSON.parse(data.join('\n')));
    }
  }
}

function newsIn(message: unknown): SessionNews {
  const { state, phone } = message as { readonly state: string; readonly phone?: { readonly app: { names: never } } };
  return { state, ...(phone && { app: phone.app.names }) };
}
