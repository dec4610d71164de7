import {
  formatUserCode,
  type Identity,
  type KnownComputer,
  type LocalizedText,
  type VisibleState,
} from '@saoma/protocol';
import { offered } from './identities.js';
import { done, type Outcome, refused } from './outcome.js';
import type { App, Portal, Registry } from './ports.js';
import type { PortalSubject } from './portal-subjects.js';
import { type Claimant, sameText, type Secrets } from './secrets.js';
import type { SessionRecord } from './session-record.js';
import type { Snapshot } from './step.js';
import { USER_CODE_ATTEMPTS } from './user-code-key.js';
import type { VerifiedPhone } from './verified-phone.js';
import { computerOf, type Weigher } from './weighing.js';

/** A claimed session, for the consent view. */
export interface Scanned {
  readonly snapshot: Snapshot;
  readonly portal: Portal;
  /** Through which app. */
  readonly app: App;
  /** As whom the person may approve. */
  readonly identities: readonly Identity[];
  readonly consentNonce: string;
  /** Who claimed it, as the portal knows them. */
  readonly sub: string;
  /** Whether this person signed in with the page's key before. */
  readonly computer: KnownComputer;
  /** Where the computer's network is, as far as that is known. */
  readonly place?: LocalizedText;
  /** What the device shows that waits, for people to read. */
  readonly userCode?: string;
  /** While `checking`: the digits to type on the desktop. */
  readonly checkCode?: string;
  /** What the scan came to; a repeat tells it again, wherever the session is since. */
  readonly state: VisibleState;
  readonly rev: number;
}

/** What claimants are shown of their sessions. */
export class ScannedViews {
  constructor(
    private readonly registry: Registry,
    private readonly secrets: Secrets,
    private readonly weigher: Weigher,
  ) {}

  /** Refuses with `session_not_found` what is of a portal that is no longer registered. */
  of(
    snapshot: Snapshot,
    phone: VerifiedPhone,
    claimant: Claimant,
    at: { state: VisibleState; rev: number },
  ): Outcome<Scanned> {
    const { record } = snapshot;
    const portal = this.registry.portal(record.client_id);
    if (!portal) return refused('session_not_found', { detail: 'the portal is no longer registered' });
    const consentNonce = this.secrets.consentNonce(record.kid, record.session_id, claimant);
    const identities = offered(phone, record);
    const userCode = shownUserCode(record, this.secrets);
    const place = record.desktop_address === undefined ? undefined : this.weigher.placeOf(record.desktop_address);
    return done({
      snapshot,
      portal,
      app: phone.app,
      identities,
      consentNonce,
      sub: subjectAt(portal, claimant.person, record, this.secrets).sub,
      computer: computerOf(record, claimant.person),
      ...(place && { place }),
      ...(userCode !== undefined && { userCode }),
      ...(at.state === 'checking' && {
        checkCode: this.secrets.checkCode(record.kid, record.session_id, claimant),
      }),
      ...at,
    });
  }
}

/** What the device shows that waits, for people to read: the session's first code of letters that led to no other. */
export function shownUserCode(record: SessionRecord, secrets: Secrets): string | undefined {
  const { flow, kid, session_id: sessionId, user_code_hash: hash = '' } = record;
  if (flow !== 'device') return undefined;
  for (let attempt = 0; attempt < USER_CODE_ATTEMPTS; attempt += 1) {
    const code = secrets.userCode(kid, sessionId, 'letters', attempt);
    if (sameText(secrets.userCodeHash(kid, code), hash)) return formatUserCode(code);
  }
  return undefined;
}

/** What this portal knows a person by, in this session. */
export function subjectAt(
  { clientId, subjectType }: Portal,
  person: string,
  { created_at }: SessionRecord,
  secrets: Secrets,
): PortalSubject {
  if (subjectType === 'public') return secrets.portalSubject(person);
  return secrets.portalSubject(person, { clientId, startedAtMs: Number(created_at) });
}
