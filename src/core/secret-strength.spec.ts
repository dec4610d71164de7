import { SESSION_ID_LENGTH, USER_CODE_ALPHABETS, type UserCodeAlphabet } from '@saoma/protocol';
import { CHECK_CODE_DIGITS, ONE_TIME_CODE_DIGITS, Secrets } from './secrets.js';

/** The same at every run: what is counted below is a matter of arithmetic, not of luck. */
const secrets = new Secrets([{ kid: 'k', secret: Buffer.alloc(32, 1) }], Buffer.alloc(32, 2));

const sessionOf = (number: number): string => `SESSION${String(number).padStart(19, 'A')}`;
const CLAIMANT = { app: 'https://app.test', person: 'p', phoneKey: 'k' };

const MANY = 20_000;

/** Twice as far from even as one run of a thousand is by luck (chi-square of nine degrees of freedom). */
const MOST_UNEVEN = 56;

/** Chi-square of a decimal digit. */
function unevenness(codes: readonly string[], place: number): number {
  const counts = Array.from({ length: 10 }, () => 0);
  for (const code of codes) {
    const digit = Number(code[place]);
    counts[digit] = (counts[digit] ?? 0) + 1;
  }
  const expected = codes.length / 10;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

describe('ASVS 5.0 6.5.3, 6.5.4: six digits', () => {
  const MAKERS: Readonly<Record<string, (number: number) => string>> = {
    'of a check code': (number) => secrets.checkCode('k', sessionOf(number), CLAIMANT),
    'of a one-time code': (number) => secrets.oneTimeCode('k', sessionOf(number), 1),
  };

  it.each(Object.entries(MAKERS))('%s take every value alike, so that they are worth 10^6: 19.9 bits', (_, make) => {
    const codes = Array.from({ length: MANY }, (_each, number) => make(number));
    for (const code of codes) expect(code).toMatch(/^\d{6}$/);
    for (let place = 0; place < 6; place += 1) expect(unevenness(codes, place)).toBeLessThan(MOST_UNEVEN);
    // Of so many values so many are different as of so many drawn: 19,801 on average, give or take 14.
    expect(Math.abs(new Set(codes).size - 19_801)).toBeLessThan(6 * 14);
  });

  it('are as many as NIST SP 800-63B-4 §3.1.3.2 and ASVS 6.5.4 take for enough', () => {
    expect([CHECK_CODE_DIGITS, ONE_TIME_CODE_DIGITS]).toEqual([6, 6]);
  });
});

describe('ASVS 5.0 6.5.4: a typed code', () => {
  it.each(Object.keys(USER_CODE_ALPHABETS) as UserCodeAlphabet[])('of %s has more than 20 bits', (alphabet) => {
    const { characters, length } = USER_CODE_ALPHABETS[alphabet];
    // The last one says nothing that the others do not.
    const bits = (length - 1) * Math.log2(characters.length);
    expect(bits).toBeGreaterThan(39);
    const codes = Array.from({ length: 2_000 }, (_, number) => secrets.userCode('k', sessionOf(number), alphabet, 0));
    expect(new Set(codes).size).toBe(codes.length);
    expect(new Set(codes.flatMap((code) => Array.from(code.slice(0, -1)))).size).toBe(characters.length);
  });
});

it('ASVS 5.0 6.5.4: a frame of the code has 30 bits, beside the 130 of its session', () => {
  const frames = Array.from({ length: 2_000 }, (_, number) => secrets.frameAt('k', sessionOf(number), 0));
  expect(new Set(frames.map((frame) => frame.length * 5))).toEqual(new Set([30]));
  expect(new Set(frames.flatMap((frame) => Array.from(frame))).size).toBe(32);
  // By chance two of so many are alike once in five hundred times: a frame is no secret without its session.
  expect(new Set(frames).size).toBeGreaterThan(1_990);
  expect(SESSION_ID_LENGTH * 5).toBe(130);
});

describe('ASVS 5.0 6.7.2: challenges that phones and pages sign', () => {
  it('have 256 bits, and are others in each window, for each session and for each claimant', () => {
    const windows = Array.from({ length: 1_000 }, (_, window) => secrets.dpopNonce(window));
    const views = Array.from({ length: 1_000 }, (_, number) => secrets.consentNonce('k', sessionOf(number), CLAIMANT));
    const others = ['app', 'person', 'phoneKey'].map((part) =>
      secrets.consentNonce('k', sessionOf(0), { ...CLAIMANT, [part]: 'another' }),
    );
    const all = [...windows, ...views, ...others];
    for (const nonce of all) expect(Buffer.from(nonce, 'base64url')).toHaveLength(32);
    expect(new Set(all).size).toBe(all.length);
  });
});
