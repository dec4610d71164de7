import { createHash, createPrivateKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { SELF, STATEMENT_TYPE, statementOf } from '@saoma/protocol';

const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
/** Encoded as they are made, which is quicker than exporting key objects. */
const KEY_FORM = {
  namedCurve: 'P-256',
  publicKeyEncoding: { format: 'jwk' },
  privateKeyEncoding: { format: 'pem', type: 'pkcs8' },
};

const sha256 = (text) => createHash('sha256').update(text).digest('base64url');

/** A person's phone with its own key, and the access token that its app gave it, made before anything is timed. */
export class Phone {
  #key;
  #jwk;
  #ath;

  static async create(app, person) {
    const { publicKey, privateKey } = generateKeyPairSync('ec', KEY_FORM);
    const { crv, kty, x, y } = publicKey;
    const phone = new Phone();
    phone.#key = createPrivateKey(privateKey);
    phone.#jwk = { crv, kty, x, y };
    phone.accessToken = await app.accessToken({
      ...person,
      jkt: sha256(JSON.stringify(phone.#jwk)),
      lifeSeconds: 3_600,
    });
    phone.#ath = sha256(phone.accessToken);
    return phone;
  }

  /** A new proof (RFC 9449 §4.2), made without a promise: some 50 µs of the bench's own time. */
  proof(htm, htu, nonce) {
    return this.#signed('dpop+jwt', { jti: randomUUID(), htm, htu, ath: this.#ath, nonce });
  }

  /** What the person saw and said yes to, as themselves. */
  statement(broker, consent) {
    const { consent_nonce: nonce, text } = consent;
    const hashes = { consent: sha256(nonce), ...(text !== undefined && { text: sha256(text) }) };
    return this.#signed(STATEMENT_TYPE, statementOf(broker, consent, hashes, { decision: 'approve', identity: SELF }));
  }

  #signed(typ, payload) {
    const header = base64url({ alg: 'ES256', typ, jwk: this.#jwk });
    const signed = `${header}.${base64url({ ...payload, iat: Math.floor(Date.now() / 1_000) })}`;
    const signature = sign('sha256', Buffer.from(signed), { key: this.#key, dsaEncoding: 'ieee-p1363' });
    return `${signed}.${signature.toString('base64url')}`;
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
