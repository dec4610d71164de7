/**
 * Where a request that is meant for an address of the broker really goes, e.g. to one of several nodes behind the
 * same public origin. Absent: to the address itself.
 */
export type Route = (url: string) => string;

/** Sends everything under `publicOrigin` to the node at `nodeOrigin`, sockets too. */
export function routeTo(publicOrigin: string, nodeOrigin: string): Route {
  const pairs = [publicOrigin, publicOrigin.replace(/^http/, 'ws')].map(
    (from, index) => [from, index === 0 ? nodeOrigin : nodeOrigin.replace(/^http/, 'ws')] as const,
  );
  return (url) => {
    const pair = pairs.find(([from]) => url === from || url.startsWith(`${from}/`));
    return pair ? pair[1] + url.slice(pair[0].length) : url;
  };
}

/** The platform's fetch along a route. The further headers come on top of what is sent. */
export function fetchAlong(route: Route, further: Readonly<Record<string, string>> = {}): typeof fetch {
  return (input, init) => {
    const request = new Request(
      input instanceof Request ? new Request(route(input.url), input) : route(String(input)),
      init,
    );
    for (const [name, value] of Object.entries(further)) request.headers.set(name, value);
    return fetch(request);
  };
}
