import { Agent, type OutgoingHttpHeaders, request } from 'node:http';

export interface Told {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** One request over a connection of its own. Of a stream, which has no end, the head alone. */
export function send(method: string, url: string, headers: OutgoingHttpHeaders, body?: string): Promise<Told> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: new Agent() });
    sent.once('error', reject);
    sent.once('response', (response) => {
      const [status, type] = [response.statusCode ?? 0, response.headers['content-type'] ?? ''];
      if (type.startsWith('text/event-stream')) {
        sent.destroy();
        resolve({ status, type, text: '' });
        return;
      }
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.once('end', () => resolve({ status, type, text }));
    });
    sent.end(body);
  });
}
