import type { FastifyReply, FastifyRequest } from 'fastify';

/** A cookie by its name, as this browser sent it. */
export function cookie(request: FastifyRequest, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** A cookie for one part of the site. Without `lifeSeconds` it ends with the browser; with 0 it ends now. */
export function setCookie(
  reply: FastifyReply,
  name: string,
  value: string,
  { path, secure, lifeSeconds }: { path: string; secure: boolean; lifeSeconds?: number },
): void {
  const life = lifeSeconds === undefined ? '' : `; Max-Age=${lifeSeconds}`;
  void reply.header(
    'set-cookie',
    `${name}=${value}; Path=${path}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}${life}`,
  );
}
