/**
 * Lets the app open without a network. Keeps the shell that everybody gets, and nothing else: no token, no answer of
 * the broker or of the app's backend ever passes through here. The network comes first, so that nothing grows old.
 */

interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Lasting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Worker {
  readonly location: Location;
  addEventListener(type: 'install', listener: (event: Lasting) => void): void;
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void;
}
declare const self: Worker;

const PAGE = new URL('./', self.location.href).href;
const SHELL = [PAGE, ...['app.css', 'look.css', 'icon.svg', 'phone.js'].map((name) => new URL(name, PAGE).href)];
const CACHE = `shell ${PAGE}`;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)));
});

self.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  const address = new URL(url);
  // The page is one, in whichever language it was last.
  address.search = '';
  address.hash = '';
  if (method === 'GET' && SHELL.includes(address.href)) event.respondWith(networkFirst(event, address.href));
});

async function networkFirst(event: Fetching, kept: string): Promise<Response> {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(event.request);
    if (answer.ok) event.waitUntil(cache.put(kept, answer.clone()));
    return answer;
  } catch (error) {
    const answer = await cache.match(kept);
    if (!answer) throw error;
    return answer;
  }
}
