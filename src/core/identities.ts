import { type Identity, type IdentityType, SELF } from '@saoma/protocol';
import type { SessionRecord } from './session-record.js';
import type { VerifiedPhone } from './verified-phone.js';

/** As whom this person may act: as themselves, and as what their app vouches for. */
function identitiesOf({ name, identities }: VerifiedPhone): readonly Identity[] {
  return [{ id: SELF, type: 'person', name: name ?? '' }, ...identities];
}

/** Those that the session takes. */
export function offered(phone: VerifiedPhone, { identity_types: types }: SessionRecord): readonly Identity[] {
  const wanted = types?.split(' ');
  return identitiesOf(phone).filter(({ type }) => wanted?.includes(type) ?? true);
}

/** The one of that id, if the app vouches for it. */
export function identityOf(phone: VerifiedPhone, id: string): Identity | undefined {
  return identitiesOf(phone).find((each) => each.id === id);
}

/** What a record keeps of it. Of oneself nothing but the type: the person is there already. */
export function identityFields({ id, type, ...rest }: Identity): { identity_type: IdentityType; identity?: string } {
  return { identity_type: type, ...(id !== SELF && { identity: JSON.stringify({ type, ...rest }) }) };
}
