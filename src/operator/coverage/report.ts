import type { LocalizedText } from '@saoma/protocol';
import type { App, Portal, Registry } from '../../core/ports.js';
import { type Evidence, isShown } from './evidence.js';
import type { Deployment, Facts, Finding, Proof, RequirementSet } from './requirement.js';
import { REQUIREMENT_SETS } from './requirements/requirement-sets.js';

/** What is said of a requirement: as configured, or that it is configured and no passing test shows it. */
export type Status = Finding['status'] | 'not_shown';

/** One requirement at one portal. */
export interface Row {
  readonly id: string;
  readonly title: LocalizedText;
  readonly status: Status;
  /** By which setting. */
  readonly by: string;
  /** By which tests. */
  readonly shownBy: readonly Proof[];
}

/** All requirements of one source at one portal. */
export interface Section {
  readonly source: string;
  readonly title: LocalizedText;
  readonly rows: readonly Row[];
}

export interface PortalReport {
  readonly clientId: string;
  readonly names: LocalizedText;
  readonly sections: readonly Section[];
}

/** What the broker does against what is asked of such brokers, portal by portal. */
export interface CoverageReport {
  /** When the tests ran; absent: nothing shows anything. */
  readonly evidenceMadeAt?: string;
  readonly portals: readonly PortalReport[];
}

/** @param clientId of one portal; absent: all. Nobody's: a report of none. */
export function reportOf(
  registry: Registry,
  deployment: Deployment,
  evidence: Evidence | undefined,
  clientId?: string,
): CoverageReport {
  const portals = registry.portals().filter((portal) => clientId === undefined || portal.clientId === clientId);
  return {
    ...(evidence && { evidenceMadeAt: evidence.madeAt }),
    portals: portals.map((portal) => portalReport({ portal, apps: appsOf(portal, registry), deployment }, evidence)),
  };
}

function portalReport(facts: Facts, evidence: Evidence | undefined): PortalReport {
  const { clientId, names } = facts.portal;
  return { clientId, names, sections: REQUIREMENT_SETS.map((set) => sectionOf(set, facts, evidence)) };
}

function sectionOf({ source, title, requirements }: RequirementSet, facts: Facts, evidence?: Evidence): Section {
  return {
    source,
    title,
    rows: requirements.map(({ id, title: name, judge, shownBy }) => {
      const { status, by } = judge(facts);
      return {
        id,
        title: name,
        status: status === 'in_force' && !isShown(evidence, shownBy) ? 'not_shown' : status,
        by,
        shownBy,
      };
    }),
  };
}

function appsOf({ trustedApps }: Portal, registry: Registry): readonly App[] {
  return trustedApps.flatMap((issuer) => registry.app(issuer) ?? []);
}
