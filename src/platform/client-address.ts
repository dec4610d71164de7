import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';

/**
 * Whose address a connection comes from: `X-Forwarded-For` counts only as far as trusted proxies wrote it, so that
 * nobody can claim an address (ASVS 5.0 4.1.3).
 */
export function clientAddress(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  const trust = proxyAddr.compile([...trustedProxies]);
  return (request) => proxyAddr(request, trust);
}
