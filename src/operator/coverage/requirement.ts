import type { ContactChannel, LocalizedText } from '@saoma/protocol';
import type { App, Portal } from '../../core/ports.js';

/** What of a deployment's environment decides whether a requirement is met. */
export interface Deployment {
  /** Whether browsers and phones reach it by TLS. */
  readonly https: boolean;
  /** Whether sessions outlive the process, and are seen by every node. */
  readonly redis: boolean;
  /** Variables by which the trail is handed on; empty: it is not. */
  readonly auditSinks: readonly string[];
  /** Whether a file says where addresses are. */
  readonly places: boolean;
  /** By which channels one-time codes are sent; empty: none are. */
  readonly channels: readonly ContactChannel[];
}

/** All that a requirement is judged by. */
export interface Facts {
  readonly portal: Portal;
  /** The apps that it trusts, as far as they are registered. */
  readonly apps: readonly App[];
  readonly deployment: Deployment;
}

/** What the configuration says of one requirement at one portal, and which setting says it. */
export interface Finding {
  readonly status: 'in_force' | 'off' | 'not_applicable';
  /** A registry member, a variable, or that it cannot be switched off. */
  readonly by: string;
}

/**
 * Tests that show a requirement, from the root of the checkout: all of a file (`test/flows/limits.spec.ts`), or those whose
 * full name has some words (`test/flows/limits.spec.ts: counts`).
 */
export type Proof = string;

/** What the configuration says. */
export type Judge = (facts: Facts) => Finding;

/** One thing that somebody asks of a broker: a mitigation, a normative sentence, a flaw that others had. */
export interface Requirement {
  /** `6.1.1`, `3.1.3.2 throttled`, `6.5.5`, `F1`: how its source counts it. */
  readonly id: string;
  readonly title: LocalizedText;
  readonly judge: Judge;
  /** Empty: nothing shows it, so it is never said to be in force. For what no setting brings into force. */
  readonly shownBy: readonly Proof[];
}

/** Requirements of one source. */
export interface RequirementSet {
  readonly source: string;
  readonly title: LocalizedText;
  readonly requirements: readonly Requirement[];
}

/** Nothing in the configuration can switch it off. */
export const always = (): Finding => ({ status: 'in_force', by: 'always' });

export const inForce = (by: string): Finding => ({ status: 'in_force', by });
export const off = (by: string): Finding => ({ status: 'off', by });
export const notApplicable = (by: string): Finding => ({ status: 'not_applicable', by });

/** In force where it is so, else off, by the same setting. */
export const when = (isSo: boolean, by: string): Finding => (isSo ? inForce(by) : off(by));
