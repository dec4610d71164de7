import type { ApproverRule, Contact, IdentityType, LoginHint, Purpose } from '@saoma/protocol';
import { subjectOf, wordsOf } from './binding.js';
import type { KnownDesktop } from './computers.js';
import { done, type Outcome, refused } from './outcome.js';
import type { Portal, StartedBy } from './ports.js';
import type { Secrets } from './secrets.js';
import type { Fields } from './session-record.js';

/** What a session is started with, after the door has made sure who asks. */
export interface StartOrder {
  readonly clientId: string;
  readonly by: StartedBy;
  readonly purpose: Purpose;
  readonly scope: string;
  /** Wherever a code goes back to a page. */
  readonly codeChallenge?: string;
  readonly redirectUri?: string;
  readonly state?: string;
  readonly nonce?: string;
  readonly acrValues?: string;
  readonly uiLocales?: string;
  readonly userAgent?: string;
  readonly address?: string;
  /** Whom it is for: any of them. */
  readonly loginHint?: readonly LoginHint[];
  readonly requiredAmr?: readonly string[];
  readonly requiredAcr?: readonly string[];
  readonly maxAgeSeconds?: number;
  readonly text?: string;
  readonly lifeMs?: number;
  readonly identityTypes?: readonly IdentityType[];
  readonly approvers?: ApproverRule;
  readonly contacts?: readonly Contact[];
  readonly dpopJkt?: string;
  /** The key of the page that waits. */
  readonly desktop?: KnownDesktop;
  readonly bindingMessage?: string;
  /** Where a portal is told of the decision: its `client_notification_token`. */
  readonly notificationToken?: string;
}

/** What a backend's access token must carry to start sessions. */
export const START_SCOPE = 'sessions';

/** How long ago a factor may have been used where the portal does not say. */
const DEFAULT_MAX_AGE_SECONDS = 300;

/** What a portal must not ask for, in the order in which it is told. */
const OBJECTIONS: readonly (readonly [(order: StartOrder) => boolean, detail: string])[] = [
  [
    ({ purpose, loginHint }) => purpose !== 'login' && !loginHint,
    'step_up and verify need a login_hint: whom it is for',
  ],
  [({ approvers, purpose }) => approvers !== undefined && purpose !== 'verify', 'approvers are for verify'],
  [
    ({ approvers }) => (approvers?.needed ?? 1) > 1 && approvers?.any_of.some((hint) => 'account' in hint) === true,
    'approvers of whom more than one is needed must be named by sub: an account may have several holders',
  ],
  [({ contacts, purpose }) => contacts !== undefined && purpose === 'login', 'contacts are for step_up and verify'],
  [
    ({ contacts, approvers }) => contacts !== undefined && approvers !== undefined,
    'contacts and approvers do not go together: a one-time code proves one person',
  ],
  [
    ({ contacts, loginHint }) => contacts !== undefined && loginHint?.length !== 1,
    'contacts need a login_hint of one person, whose they are',
  ],
  [
    ({ contacts, requiredAcr }) => contacts !== undefined && requiredAcr !== undefined,
    'contacts and required_acr do not go together: a one-time code reaches no level',
  ],
];

/**
 * Whom an order binds its session to and what it demands, as the record keeps it. Refuses with `unauthorized_client`,
 * `network_not_allowed` or `invalid_request`.
 */
export function demandsOf(order: StartOrder, portal: Portal, secrets: Secrets): Outcome<Fields> {
  if (!portal.startedBy.includes(order.by)) {
    return refused('unauthorized_client', { detail: `this portal’s sessions are not started by a ${order.by}` });
  }
  if (!portal.purposes.includes(order.purpose)) {
    return refused('unauthorized_client', { detail: 'this portal is not registered for this purpose' });
  }
  if (order.by !== 'backend' && order.purpose !== 'login') {
    return refused('unauthorized_client', { detail: 'only a backend starts step_up and verify' });
  }
  // What was sent to a person has no browser.
  if (order.by !== 'ciba' && portal.networks?.includes(order.address) === false) {
    return refused('network_not_allowed', { detail: 'the browser is in none of the portal’s networks' });
  }
  const objection = OBJECTIONS.find(([isBroken]) => isBroken(order));
  if (objection) return refused('invalid_request', { detail: objection[1] });

  const { loginHint = [], approvers, requiredAmr, requiredAcr, text, lifeMs, identityTypes } = order;
  const subjects = wordsOf(loginHint, portal, secrets);
  if (!subjects.ok) return subjects;
  const others = wordsOf(approvers?.any_of ?? [], portal, secrets);
  if (!others.ok) return others;
  const needed = approvers?.needed ?? 1;
  if (approvers && needed > others.value.length) {
    return refused('invalid_request', { detail: 'approvers needs more than any_of has different persons' });
  }
  const maxAge = order.maxAgeSeconds ?? (requiredAmr && DEFAULT_MAX_AGE_SECONDS);
  const [first] = loginHint;
  const subject = first && subjectOf(first, portal, secrets);
  if (subject && !subject.ok) return subject;
  return done({
    ...(subject && { subject: subject.value, bound_to: (approvers ? others : subjects).value.join(' ') }),
    ...(requiredAmr && { required_amr: requiredAmr.join(' ') }),
    ...(requiredAcr && { required_acr: requiredAcr.join(' ') }),
    ...(maxAge !== undefined && { max_age: String(maxAge) }),
    ...(text !== undefined && { text }),
    ...(lifeMs !== undefined && { life_ms: String(lifeMs) }),
    ...(identityTypes && { identity_types: identityTypes.join(' ') }),
    ...(approvers && { approvals_needed: String(needed) }),
    ...(needed > 1 && { approvals_missing: String(needed - 1) }),
  });
}
