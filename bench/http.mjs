import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** One call over a kept connection, whatever the answer. */
export function call(method, url, headers = {}, body = '') {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } });
    sent.on('error', reject);
    sent.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => (text += part));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    sent.end(body);
  });
}

/** POSTs; rejects unless the answer is a success. */
export async function post(url, headers, body) {
  const { status, text } = await call('POST', url, headers, body);
  if (status < 300) return JSON.parse(text);
  throw new Error(`${url} answered ${status}: ${text}`);
}
