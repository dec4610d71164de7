import type { Registry } from '../../core/ports.js';
import { readEvidence } from './evidence.js';
import { type CoverageReport, reportOf } from './report.js';
import type { Deployment } from './requirement.js';

/** What this broker, as it is configured at this moment and was tested, does against what is asked of such brokers. */
export class Coverage {
  constructor(
    private readonly registry: Registry,
    private readonly deployment: Deployment,
  ) {}

  /** @param clientId of one portal; absent: all of them. Of nobody: `undefined`. */
  async report(clientId?: string): Promise<CoverageReport | undefined> {
    if (clientId !== undefined && !this.registry.portal(clientId)) return undefined;
    return reportOf(this.registry, this.deployment, await readEvidence(), clientId);
  }
}
