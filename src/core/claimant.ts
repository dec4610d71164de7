import type { Claimant, Secrets } from './secrets.js';
import type { Claim } from './session-record.js';
import type { Snapshot } from './step.js';
import type { VerifiedPhone } from './verified-phone.js';

/** Who claims with this phone. */
export function claimantOf({ app, subject, phoneKey }: VerifiedPhone, secrets: Secrets): Claimant {
  return { app: app.issuer, person: secrets.person(app.realm, subject), phoneKey };
}

/** As the record has it. */
export function claimOf({ app, person, phoneKey }: Claimant): Claim {
  return { app, person, phone_key: phoneKey };
}

export function isClaimedBy({ app, person, phoneKey }: Claimant, { record }: Snapshot): boolean {
  return record.app === app && record.person === person && record.phone_key === phoneKey;
}
