import type { FastifyInstance } from 'fastify';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Headers of every page: nothing from elsewhere, nothing inline, no frames. And one name for this machine: a page
 * opened as `localhost` would not be sent the cookies of `127.0.0.1`.
 */
export function guardPages(server: FastifyInstance, publicOrigin: string, { scripts = '' } = {}): void {
  const { host, hostname } = new URL(publicOrigin);
  const sockets = publicOrigin.replace(/^http/, 'ws');
  const policy = [
    `default-src 'none'`,
    `script-src 'self'${scripts}`,
    `style-src 'self'`,
    `img-src 'self'`,
    `connect-src 'self' ${sockets}`,
    `manifest-src 'self'`,
    `form-action 'self'`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
  server.addHook('onRequest', async (request, reply) => {
    const elsewhere = request.method === 'GET' && request.host !== host && LOOPBACK.includes(request.hostname);
    if (elsewhere && LOOPBACK.includes(hostname)) {
      return reply.redirect(publicOrigin + request.url, 307);
    }
    void reply.headers({
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'permissions-policy': 'camera=(self), display-capture=(self), microphone=(), geolocation=()',
    });
    return undefined;
  });
}
