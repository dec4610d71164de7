import { randomBytes } from 'node:crypto';
import { FRAME_MS } from '@saoma/protocol';
import { RefusedError } from './outcome.js';
import { sameText, Secrets } from './secrets.js';

const SESSION = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ZHANG = { app: 'https://etax.test', person: 'p1', phoneKey: 'k1' };

describe('the secrets of a session', () => {
  const [old, current] = [
    { kid: 'old', secret: randomBytes(32) },
    { kid: 'new', secret: randomBytes(32) },
  ];
  const subjectKey = randomBytes(32);
  const before = new Secrets([old], subjectKey);
  const rotated = new Secrets([current, old], subjectKey);

  it('are the same whenever they are asked for, on any node that has the ring', () => {
    const other = new Secrets([old], subjectKey);
    expect(other.authorizationCode('old', SESSION, ZHANG)).toBe(before.authorizationCode('old', SESSION, ZHANG));
    expect(other.frameKey('old', SESSION)).toEqual(before.frameKey('old', SESSION));
  });

  it('outlive a rotation as long as their key is in the ring, and no longer', () => {
    const frame = before.frameAt('old', SESSION, 5 * FRAME_MS);
    expect(rotated.currentKid).toBe('new');
    expect(rotated.findFrame(SESSION, frame)).toEqual({ index: 5, kid: 'old' });
    const nonce = before.consentNonce('old', SESSION, ZHANG);
    expect(rotated.findConsentKid(SESSION, ZHANG, nonce)).toBe('old');
    // Whoever stands before the hosted page keeps their place.
    expect(rotated.cookieKeys()).toEqual([expect.any(String), ...before.cookieKeys()]);
    const dropped = new Secrets([current], subjectKey);
    expect(dropped.findFrame(SESSION, frame)).toBeUndefined();
    expect(() => dropped.frameKey('old', SESSION)).toThrow(RefusedError);
  });

  it.each([
    ['another session', 'ZBCDEFGHIJKLMNOPQRSTUVWXYZ', ZHANG],
    ['another person', SESSION, { ...ZHANG, person: 'p2' }],
    ['another app', SESSION, { ...ZHANG, app: 'https://other.test' }],
    ['another phone', SESSION, { ...ZHANG, phoneKey: 'k2' }],
  ])('are other ones for %s', (_, sessionId, claimant) => {
    expect(before.consentNonce('old', sessionId, claimant)).not.toBe(before.consentNonce('old', SESSION, ZHANG));
    expect(before.authorizationCode('old', sessionId, claimant)).not.toBe(
      before.authorizationCode('old', SESSION, ZHANG),
    );
    expect(before.findConsentKid(sessionId, claimant, before.consentNonce('old', SESSION, ZHANG))).toBeUndefined();
  });

  it('never are one another: a nonce is no code', () => {
    expect(before.authorizationCode('old', SESSION, ZHANG)).not.toContain(before.consentNonce('old', SESSION, ZHANG));
  });

  it('a frame of after ten minutes is found nowhere', () => {
    expect(before.findFrame(SESSION, before.frameAt('old', SESSION, 60 * FRAME_MS))).toBeUndefined();
    expect(before.findFrame(SESSION, before.frameAt('old', SESSION, 59 * FRAME_MS))).toMatchObject({ index: 59 });
  });

  it('a code that was typed is found under the key it was made with, also when that is no longer the current one', () => {
    const code = before.userCode('old', SESSION, 'letters', 0);
    const kept = before.userCodeHash('old', code);
    expect(rotated.userCode('old', SESSION, 'letters', 0)).toBe(code);
    expect(rotated.userCodeHashes(code)).toContainEqual({ kid: 'old', hash: kept });
    expect(rotated.userCodeHashes(code)).toHaveLength(2);
    expect(before.userCode('old', SESSION, 'letters', 1)).not.toBe(code);
    expect(before.userCode('old', SESSION, 'digits', 0)).toMatch(/^\d{13}$/);
  });

  it('a nonce for proofs is good through a rotation, in its window only, and at no other broker', () => {
    expect(rotated.dpopNonce(7)).not.toBe(before.dpopNonce(7));
    expect(rotated.isDpopNonce(before.dpopNonce(7), [8, 7])).toBe(true);
    expect(rotated.isDpopNonce(before.dpopNonce(7), [8, 9])).toBe(false);
    expect(before.isDpopNonce(rotated.dpopNonce(7), [7])).toBe(false);
    expect(before.isDpopNonce('', [7])).toBe(false);
  });

  it('people stay themselves through rotations, are strangers in another realm, and name nobody', () => {
    expect(rotated.person('etax', 'zhang')).toBe(before.person('etax', 'zhang'));
    expect(before.person('etax', 'zhang')).not.toBe(before.person('fund', 'zhang'));
    expect(before.person('etax', 'zhang')).not.toContain('zhang');
  });

  it('OpenID Connect Core §8.1: a portal’s sub is its own, and names the person to that portal alone', () => {
    const zhang = before.person('etax', 'zhang');
    const { sub } = before.portalSubject(zhang, { clientId: 'a', startedAtMs: 0 });
    expect(rotated.portalSubject(zhang, { clientId: 'a', startedAtMs: 1 })).toEqual({ sub, formerly: [] });
    expect(before.portalSubject(zhang, { clientId: 'b', startedAtMs: 0 }).sub).not.toBe(sub);
    expect(rotated.personOf(sub, 'a')).toBe(zhang);
    expect(before.personOf(sub, 'b')).toBeUndefined();
    expect(before.personOf(zhang, 'a')).toBeUndefined();
    expect(before.personOf(`${sub.startsWith('A') ? 'B' : 'A'}${sub.slice(1)}`, 'a')).toBeUndefined();
    expect(before.personOf('zhang', 'a')).toBeUndefined();
    expect(before.portalSubject(zhang)).toEqual({ sub: zhang, formerly: [] });
    expect(before.personOf(zhang)).toBe(zhang);
    expect(before.personOf('zhang')).toBeUndefined();
  });

  it('an account is another word at each portal and in each realm', () => {
    const words = [
      before.account('etax', 'a', '42'),
      before.account('fund', 'a', '42'),
      before.account('etax', 'b', '42'),
      before.person('etax', '42'),
    ];
    expect(new Set(words).size).toBe(4);
  });

  it('a one-time code has six digits, another one each time, and is good for its session only', () => {
    const codes = [1, 2, 3].map((count) => before.oneTimeCode('old', SESSION, count));
    expect(codes.every((code) => /^\d{6}$/.test(code))).toBe(true);
    expect(new Set(codes).size).toBe(3);
    expect(rotated.oneTimeCode('old', SESSION, 1)).toBe(codes[0]);
    const kept = before.oneTimeCodeHash('old', SESSION, '190451');
    expect(kept).not.toContain('190451');
    expect(before.oneTimeCodeHash('old', `${SESSION.slice(0, -1)}7`, '190451')).not.toBe(kept);
  });

  it('a check code has six digits, is the claimant’s own, and is good for its session only', () => {
    const claimant = { app: 'app', person: 'zhang', phoneKey: 'key' };
    const code = before.checkCode('old', SESSION, claimant);
    expect(code).toMatch(/^\d{6}$/);
    expect(rotated.checkCode('old', SESSION, claimant)).toBe(code);
    const others = ['app', 'person', 'phoneKey'].map((part) =>
      before.checkCode('old', SESSION, { ...claimant, [part]: 'another' }),
    );
    expect(new Set([code, ...others, before.checkCode('old', `${SESSION.slice(0, -1)}7`, claimant)]).size).toBe(5);
    const kept = before.checkCodeHash('old', SESSION, code);
    expect(kept).not.toContain(code);
    expect(before.checkCodeHash('old', `${SESSION.slice(0, -1)}7`, code)).not.toBe(kept);
  });

  it('what is sealed is read again under its key and in its session, and nowhere else', () => {
    const sealed = before.seal('old', SESSION, '+8613800000142');
    expect(sealed).not.toContain('138');
    expect(before.seal('old', SESSION, '+8613800000142')).not.toBe(sealed);
    expect(rotated.open('old', SESSION, sealed)).toBe('+8613800000142');
    expect(() => before.open('old', `${SESSION.slice(0, -1)}7`, sealed)).toThrow();
    expect(() => before.open('old', SESSION, `${sealed.slice(0, -1)}${sealed.endsWith('A') ? 'B' : 'A'}`)).toThrow();
  });

  it('a ring without a key is no ring', () => {
    expect(() => new Secrets([], subjectKey)).toThrow(TypeError);
  });
});

describe('the keys of what outlives sessions', () => {
  const [first, second] = [
    { kid: 'first', secret: randomBytes(32) },
    { kid: 'second', secret: randomBytes(32) },
  ];
  const subjectKey = randomBytes(32);
  const ring = [{ kid: 'k', secret: randomBytes(32) }];
  /** The keys that are believed, the current one first; the ones before it go for sessions of any moment. */
  const holding = (...keys: { kid: string; secret: Uint8Array }[]): Secrets =>
    new Secrets(ring, subjectKey, { sealing: () => keys, pairwise: () => keys, pairwiseAt: () => keys });
  const at = { clientId: 'a', startedAtMs: 0 };

  it('open what was sealed under any that is believed, and seal under the current one', () => {
    const [before, during, after] = [holding(first), holding(second, first), holding(second)];
    const [old, fresh] = [before.sealKept(SESSION, '张伟'), during.sealKept(SESSION, '李娜')];
    expect(old).not.toContain('张伟');
    expect([during.openKept(SESSION, old), during.openKept(SESSION, fresh)]).toEqual(['张伟', '李娜']);
    expect([after.openKept(SESSION, old), after.openKept(SESSION, fresh)]).toEqual([undefined, '李娜']);
    expect(before.openKept(SESSION, fresh)).toBeUndefined();
    expect(during.openKept(`${SESSION.slice(0, -1)}7`, old)).toBeUndefined();
    expect(() => holding().sealKept(SESSION, '')).toThrow(RangeError);
  });

  it('OpenID Connect Core §8.1: tell what a portal knew the person by before, and a sub under any of them names that person', () => {
    const [before, after] = [holding(first), holding(second, first)];
    const zhang = before.person('etax', 'zhang');
    const [old, fresh] = [before.portalSubject(zhang, at), after.portalSubject(zhang, at)];
    expect(fresh.sub).not.toBe(old.sub);
    expect([old.formerly, fresh.formerly]).toEqual([[], [old.sub]]);
    expect([after.personOf(old.sub, 'a'), after.personOf(fresh.sub, 'a')]).toEqual([zhang, zhang]);
    expect([after.personOf(old.sub, 'b'), holding(second).personOf(old.sub, 'a')]).toEqual([undefined, undefined]);
    expect(after.portalSubject(zhang)).toEqual({ sub: zhang, formerly: [] });
    expect(() => holding().portalSubject(zhang, at)).toThrow(RangeError);
  });

  it('are the subject key where there are none: what was made with it before they were keys of their own stays what it is', () => {
    const plain = new Secrets(ring, Buffer.alloc(32, 7));
    const zhang = 'r2y_Q1fEV96ESEu9K6HEddcYowdy6iB4gFoicE7IBYg';
    expect(plain.person('etax', 'zhang')).toBe(zhang);
    const sub = 'PpPyV5H9aMgtAFoyJmg8xWgEmaBeG3AeebtADQxsrH4RwDbk8kcQkA';
    expect(plain.portalSubject(zhang, at)).toEqual({ sub, formerly: [] });
    expect(plain.openKept(SESSION, 'Kg7kUe1ed9g-lByF29GGMSz1dNDsU3iB1RkPMVymTG_lmQ')).toBe('张伟');
  });
});

describe('a comparison in constant time', () => {
  it('tells equal from unequal, and lengths apart', () => {
    expect([sameText('a', 'a'), sameText('a', 'b'), sameText('a', 'aa'), sameText('', '')]).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });
});
