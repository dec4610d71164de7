import { createHash, randomUUID } from 'node:crypto';
import { SELF, STATEMENT_TYPE, statementOf } from '@saoma/protocol';
import { ProofKey } from './proof-key.mjs';

const sha256 = (text) => createHash('sha256').update(text).digest('base64url');

/** A person's phone with its own key, and the access token that its app gave it, made before anything is timed. */
export class Phone {
  #key = new ProofKey();

  static async create(app, person) {
    const phone = new Phone();
    phone.accessToken = await app.accessToken({ ...person, jkt: phone.#key.jkt, lifeSeconds: 3_600 });
    return phone;
  }

  proof(htm, htu, nonce) {
    return this.#key.proof(htm, htu, nonce, this.accessToken);
  }

  /** What the person saw and said yes to, as themselves. */
  statement(broker, consent) {
    const { consent_nonce: nonce, text } = consent;
    const hashes = { consent: sha256(nonce), ...(text !== undefined && { text: sha256(text) }) };
    const statement = statementOf(broker, consent, hashes, { decision: 'approve', identity: SELF });
    return this.#key.signed(STATEMENT_TYPE, statement);
  }
}

/** So many phones of so many people. `named`: each also as an account of that portal. */
export function makePhones(app, count, named) {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const account = `account-${randomUUID()}`;
      const person = { sub: `person-${randomUUID()}`, name: '张伟', acr: 'urn:saoma:app', amr: ['fpt'] };
      const phone = await Phone.create(app, { ...person, ...(named && { accounts: { [named]: [account] } }) });
      return Object.assign(phone, { account });
    }),
  );
}
