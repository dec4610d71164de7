import { PhoneClient } from '@saoma/mobile';
import type { Consent } from '@saoma/protocol';
import { PEOPLE } from '../people.js';
import { Call, type Turn } from './call.js';
import { PinGuard } from './service-pins.js';

const [OWNER] = PEOPLE;
const PIN = '402917';
const VIEW: Partial<Consent> = {
  session_id: 'S',
  state: 'scanned',
  consent_nonce: 'N',
  portal: { names: { zh: '住房公积金', en: 'Housing Fund' }, domain: 'fund.example.cn' },
  purpose_text: { zh: '核实身份，不会登录', en: 'Prove who you are, without signing in' },
  text: 'Change the password of member hf-7001',
  desktop: { browser: 'Edge 140', system: 'Windows 10', known: 'new', started_ms_ago: 1 },
};

interface Answer {
  readonly status: number;
  readonly body: object;
  readonly retryAfter?: string;
}

const ok = (body: object): Answer => ({ status: 200, body });
const refused = (status: number, code: string, retryAfter?: string): Answer => ({
  status,
  body: { code, title: code },
  ...(retryAfter && { retryAfter }),
});

/** A call to a line whose broker gives these answers, one after the other; and what the broker was sent. */
function callWith(...answers: readonly Answer[]): { call: Call; sent: (readonly [path: string, body: unknown])[] } {
  const sent: (readonly [string, unknown])[] = [];
  const left = [...answers];
  const connect = (): PhoneClient =>
    new PhoneClient({
      broker: 'https://pass.example.cn',
      accessToken: async () => 'token',
      fetch: async (url, { body = '{}' }) => {
        sent.push([new URL(url).pathname, JSON.parse(body)]);
        const { status, body: answer, retryAfter = null } = left.shift()!;
        return { status, headers: { get: () => retryAfter }, text: async () => JSON.stringify(answer) };
      },
    });
  const pins = new PinGuard(new Map([[OWNER.id, PIN]]));
  return { call: new Call({ owner: OWNER, language: 'en', pins, connect }), sent };
}

async function press(call: Call, ...keys: readonly string[]): Promise<Turn> {
  let turn = call.answer();
  for (const key of keys) turn = await call.press(key);
  return turn;
}

const GOODBYE = 'Goodbye.';
const WRONG_DIGITS = 'These digits are wrong. Look at the computer’s screen.';

describe('A call of the service line', () => {
  it('asks for the PIN first, and for nothing else until it is right', async () => {
    const { call, sent } = callWith();
    expect(call.answer()).toMatchObject({ keys: { most: 6, secret: true } });
    expect(await call.press('000000')).toMatchObject({ keys: { most: 6, secret: true } });
    expect(await call.press('111222')).toMatchObject({ keys: { most: 6 } });
    expect(await call.press('0194507308642')).toEqual({
      say: ['This PIN is wrong.', 'Too many tries. Call again later.', GOODBYE],
    });
    expect(sent).toEqual([]);
  });

  it('reads out who asks, where, for what and in whose words, before there is anything to approve', async () => {
    const { call, sent } = callWith(ok(VIEW));
    const { say, keys } = await press(call, PIN, '0194507308642');
    expect(sent).toEqual([['/v1/scans', { user_code: '0194507308642' }]]);
    expect(say).toEqual([
      'There is a request from Housing Fund, at fund.example.cn.',
      'What it asks: Prove who you are, without signing in.',
      'The site says: Change the password of member hf-7001',
      'The computer: Edge 140, Windows 10.',
      'If you did not read the digits on the computer yourself, but somebody told you, press 2.',
      'To approve, press 1. To decline, press 2. To hear it again, press star.',
    ]);
    expect(keys).toEqual({ most: 1 });
  });

  it.each([
    ['1', '/v1/scans/S/approve', { consent_nonce: 'N' }, 'You approved. Look at the computer’s screen.'],
    ['2', '/v1/scans/S/deny', { consent_nonce: 'N', reason: 'declined' }, 'You declined. Nothing was changed.'],
  ])('decides with %s, and hangs up', async (key, path, body, told) => {
    const { call, sent } = callWith(ok(VIEW), ok({ session_id: 'S', state: 'approved' }));
    expect(await press(call, PIN, '0194507308642', key)).toEqual({ say: [told, GOODBYE] });
    expect(sent.at(-1)).toEqual([path, body]);
    await call.hangUp();
    expect(sent).toHaveLength(2);
  });

  it('says it all again at a star, and decides nothing at another key', async () => {
    const { call, sent } = callWith(ok(VIEW));
    const first = await press(call, PIN, '0194507308642');
    expect(await call.press('*')).toEqual(first);
    expect((await call.press('5')).say[0]).toBe('There is no such choice.');
    expect(sent).toHaveLength(1);
  });

  it('reads out digits to type on the computer, where the portal asks for them', async () => {
    const { call } = callWith(ok(VIEW), ok({ session_id: 'S', state: 'checking', check_code: '42' }));
    expect((await press(call, PIN, '0194507308642', '1')).say[1]).toBe('On the computer, type 4 2.');
  });

  it('declines for who hangs up without an answer', async () => {
    const { call, sent } = callWith(ok(VIEW), ok({ session_id: 'S', state: 'denied' }));
    await press(call, PIN, '0194507308642');
    await call.hangUp();
    expect(sent.at(-1)).toEqual(['/v1/scans/S/deny', { consent_nonce: 'N', reason: 'declined' }]);
  });

  it('lets them hang up when it is over already', async () => {
    const { call, sent } = callWith(ok(VIEW), refused(409, 'session_over'));
    await press(call, PIN, '0194507308642');
    await expect(call.hangUp()).resolves.toBeUndefined();
    expect(sent).toHaveLength(2);
  });

  it('says so when it is too late to decline', async () => {
    const { call } = callWith(ok(VIEW), refused(410, 'expired_token'));
    const { say } = await press(call, PIN, '0194507308642', '2');
    expect(say).toEqual(['Time ran out. Take a new code on the computer and try again.', GOODBYE]);
  });

  it('tells of wrong digits, too few or unknown, and after the third to call later', async () => {
    const { call } = callWith(refused(404, 'user_code_wrong'), refused(404, 'user_code_wrong'));
    const again = { say: [WRONG_DIGITS, 'Enter the 13 digits on the computer’s screen, then press hash.'] };
    expect(await press(call, PIN, '12')).toMatchObject(again);
    expect(await call.press('111111111')).toMatchObject(again);
    expect(await call.press('222222222')).toEqual({
      say: [WRONG_DIGITS, 'Too many tries. Call again later.', GOODBYE],
    });
  });

  it.each([
    [
      403,
      'app_not_trusted',
      'This request may not be approved by telephone. Use an app or a mini program that the site names.',
    ],
    [403, 'not_for_you', 'These digits belong to somebody else’s account. You cannot approve it.'],
    [410, 'expired_token', 'Time ran out. Take a new code on the computer and try again.'],
  ])('hangs up with words at %i %s', async (status, code, told) => {
    const { call } = callWith(refused(status, code));
    expect(await press(call, PIN, '0194507308642')).toEqual({ say: [told, GOODBYE] });
  });

  it('says how long to wait when the broker does', async () => {
    const { call } = callWith(refused(429, 'slow_down', '600'));
    expect((await press(call, PIN, '0194507308642')).say[0]).toBe('Too many tries. Call again in 10 minutes.');
  });

  it('says that a telephone is not enough, where the portal asks for more than it can vouch for, and declines', async () => {
    const { call, sent } = callWith(
      ok(VIEW),
      refused(401, 'insufficient_user_authentication'),
      ok({ session_id: 'S', state: 'denied' }),
    );
    const { say, keys } = await press(call, PIN, '0194507308642', '1');
    expect(say[0]).toMatch(/^This request may not be approved by telephone/);
    expect(keys).toBeUndefined();
    expect(sent.at(-1)?.[0]).toBe('/v1/scans/S/deny');
  });
});
