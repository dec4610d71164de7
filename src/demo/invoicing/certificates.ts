import { DIANCHI_SOFTWARE, type Organization, YUNHAI_TRADING } from '../organizations.js';
import { type Person, personOf } from '../people.js';
import { Certificate } from './certificate.js';

/** One of the certificates with which this computer issues invoices, and who answers for it. */
export interface HeldCertificate {
  readonly organization: Organization;
  readonly holder: Person;
  readonly certificate: Certificate;
}

/** By the organizations' codes, in the order in which they are listed. */
export type Certificates = ReadonlyMap<string, HeldCertificate>;

const ON_THIS_COMPUTER = [
  { organization: YUNHAI_TRADING, holderId: 'p-7Qm2' },
  { organization: DIANCHI_SOFTWARE, holderId: 'p-9Wd5' },
];

/** Who sits at the service desk. */
export const OPERATOR = personOf('p-2Hs8');

/** The certificates as they are handed over: with the passphrase that their holders were given. */
export async function handOver(passphrases: ReadonlyMap<string, string>): Promise<Certificates> {
  const entries = ON_THIS_COMPUTER.map(async ({ organization, holderId }) => {
    const holder = personOf(holderId);
    const passphrase = passphrases.get(holderId);
    if (passphrase === undefined) throw new Error(`There is no passphrase for ${holder.name}.`);
    const certificate = await Certificate.create(passphrase);
    return [organization.code, { organization, holder, certificate }] as const;
  });
  return new Map(await Promise.all(entries));
}
