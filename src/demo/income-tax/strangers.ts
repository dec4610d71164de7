import { createHmac, randomBytes } from 'node:crypto';
import type { Contact } from '@saoma/protocol';
import type { Account, Accounts } from '../accounts/accounts.js';

/** Whom to ask for a proof, and where codes may be sent. */
export interface Claimed {
  /** Only where there is one. */
  readonly account?: Account;
  /** The person, as the apps know them. */
  readonly subject: string;
  readonly contacts: readonly Contact[];
}

const PREFIXES = ['135', '136', '137', '138', '139', '158', '159', '186', '187', '189'] as const;
/** No number on file has these in its hidden middle, so a code for nobody never reaches anybody. */
const MIDDLE = '1111';

/**
 * Who stands behind an ID number and a name. For a pair that does not belong together there is somebody too, always the
 * same, who can never prove anything: no app has the subject, and the gateway carries nothing to the number. So who tries
 * pairs sees the same pages, with the same kind of masked number, after the same time.
 */
export class Strangers {
  readonly #accounts: Accounts;
  readonly #key = randomBytes(32);

  constructor(accounts: Accounts) {
    this.#accounts = accounts;
  }

  behind(idNumber: string, name: string): Claimed {
    // Made in both cases: what differs must not take longer.
    const nobody = this.#nobody(idNumber, name);
    const account = this.#accounts.find(idNumber);
    return account?.name === name ? claimedBy(account) : nobody;
  }

  #nobody(idNumber: string, name: string): Claimed {
    const digest = createHmac('sha256', this.#key)
      .update(JSON.stringify([idNumber, name]))
      .digest();
    const prefix = PREFIXES[digest.readUInt8(0) % PREFIXES.length] ?? PREFIXES[0];
    const ending = String(digest.readUInt16BE(1) % 10_000).padStart(4, '0');
    const letter = String.fromCharCode(97 + (digest.readUInt8(3) % 26));
    return {
      subject: `p-${digest.toString('base64url')}`,
      contacts: contactsOf(`+86${prefix}${MIDDLE}${ending}`, `${letter}${digest.toString('hex', 4, 8)}@example.com`),
    };
  }
}

/** The holder of an account themselves. */
export function claimedBy(account: Account): Claimed {
  return { account, subject: account.personId, contacts: contactsOf(account.phone, account.email) };
}

const contactsOf = (phone: string, email: string): readonly Contact[] => [
  { channel: 'sms', to: phone },
  { channel: 'email', to: email },
];
