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

/** The platform's fetch along a route. */
export function fetchAlong(route: Route): typeof fetch {
  return (input, init) => {
    if (input instanceof Request) return fetch(new Request(route(input.url), input), init);
    return fetch(route(String(input)), init);
  };
}
