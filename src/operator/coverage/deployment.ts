import type { ContactChannel } from '@saoma/protocol';
import type { Env } from '../../platform/env.js';
import type { Deployment } from './requirement.js';

/**
 * What of the environment the report looks at.
 * @param channels by which one-time codes are sent
 */
export function deploymentOf(
  { publicOrigin, redis, audit, nearness }: Env,
  channels: readonly ContactChannel[],
): Deployment {
  return {
    https: publicOrigin.startsWith('https:'),
    redis: redis !== undefined,
    auditSinks: [...(audit.file === undefined ? [] : ['AUDIT_FILE']), ...(audit.webhook ? ['AUDIT_WEBHOOK_URL'] : [])],
    places: nearness.cityFile !== undefined,
    channels,
  };
}
