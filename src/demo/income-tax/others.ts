import type { FastifyRequest } from 'fastify';

/** For the address of the page that comes after a new password: what became of the other visits to the account. */
export const othersQuery = (ended: boolean): string => `others=${ended ? 'ended' : 'kept'}`;

/** What such an address says; nothing, once it has lost its query. */
export function endedOthersIn(request: FastifyRequest): boolean | undefined {
  const { others } = request.query as Record<string, unknown>;
  return others === 'ended' ? true : others === 'kept' ? false : undefined;
}
