import { randomBytes } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { JwtTicketSigner } from './desktop-ticket.signer.js';

const TICKET = { sessionId: 'A'.repeat(26), clientId: 'etax', tokenId: 'secret', kid: 'k1' };
const TYPE = 'saoma-desktop+jwt';

describe('a desktop token', () => {
  const key = { kid: 'k1', secret: randomBytes(32) };
  const signer = new JwtTicketSigner([key]);
  const claims = { sid: TICKET.sessionId, client_id: 'etax', jti: 'secret' };
  const forged = (
    options: jwt.SignOptions,
    secret: jwt.Secret = Buffer.from(key.secret),
    body: object = claims,
  ): string => jwt.sign(body, secret, { keyid: 'k1', ...options });

  it('says again what it was made for, and has no end of its own', () => {
    const token = signer.sign(TICKET);
    expect(signer.verify(token)).toEqual(TICKET);
    expect(Object.keys(jwt.decode(token) as object).sort()).toEqual(['client_id', 'jti', 'sid']);
  });

  it('names the key of its page, where that has one', () => {
    const bound = { ...TICKET, jkt: 'k'.repeat(43) };
    const token = signer.sign(bound);
    expect(signer.verify(token)).toEqual(bound);
    expect(jwt.decode(token)).toMatchObject({ cnf: { jkt: bound.jkt } });
  });

  it('outlives a rotation as long as its key is in the ring', () => {
    const token = signer.sign(TICKET);
    const next = { kid: 'k2', secret: randomBytes(32) };
    expect(new JwtTicketSigner([next, key]).verify(token)).toEqual(TICKET);
    expect(new JwtTicketSigner([next]).verify(token)).toBeUndefined();
  });

  it.each([
    ['signed by nobody', () => forged({ algorithm: 'none', header: { alg: 'none', typ: TYPE } }, '')],
    ['signed with another algorithm', () => forged({ algorithm: 'HS512', header: { alg: 'HS512', typ: TYPE } })],
    ['signed with another key', () => forged({ header: { alg: 'HS256', typ: TYPE } }, randomBytes(32))],
    ['of another type', () => forged({ header: { alg: 'HS256', typ: 'at+jwt' } })],
    ['of no type', () => forged({})],
    ['under a key that is not in the ring', () => forged({ keyid: 'k9', header: { alg: 'HS256', typ: TYPE } })],
    ['that says less', () => forged({ header: { alg: 'HS256', typ: TYPE } }, undefined, { sid: TICKET.sessionId })],
    ['cut short', () => signer.sign(TICKET).slice(0, -1)],
    ['that is no token', () => 'a.b.c'],
  ])('%s is nobody’s', (_, make) => {
    expect(signer.verify(make())).toBeUndefined();
  });
});
