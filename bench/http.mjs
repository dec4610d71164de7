import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** What the phones' door of each origin wants proofs to name (RFC 9449 §8), as its last answer said; floor and stock want none. */
const nonces = new Map();

/** The latest nonce, as a phone knows it that was in use before; who was never asked is asked once. */
export async function nonceOf(origin) {
  if (!nonces.has(origin)) {
    nonces.set(origin, undefined);
    await call('GET', `${origin}/v1/requests`);
  }
  return nonces.get(origin);
}

/** One call over a kept connection, whatever the answer. */
export function call(method, url, headers = {}, body = '') {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } });
    sent.on('error', reject);
    sent.on('response', (response) => {
      const nonce = response.headers['dpop-nonce'];
      if (nonce) nonces.set(new URL(url).origin, nonce);
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
