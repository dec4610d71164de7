import { PhoneError } from './phone-error.js';
import { readAnswer, withStrings } from './read-answer.js';

interface View {
  readonly session_id: string;
  readonly consent_nonce: string;
}
const IS_VIEW = withStrings<View>('session_id', 'consent_nonce');
const VIEW = { session_id: 'S', consent_nonce: 'N', rev: 2 };

function read(status: number, body: unknown, retryAfter: string | null = null): unknown {
  try {
    return readAnswer({ status, retryAfter, nonce: null, text: JSON.stringify(body) }, IS_VIEW);
  } catch (error) {
    expect(error).toBeInstanceOf(PhoneError);
    return error;
  }
}

it('an answer with the members that are needed is handed on whole', () => {
  expect(read(200, VIEW)).toEqual(VIEW);
});

it.each([
  ['a member is missing', 200, { session_id: 'S' }],
  ['a member has another type', 200, { ...VIEW, consent_nonce: 7 }],
  ['it is no object', 200, null],
  ['it has no content', 204, undefined],
  ['it leads elsewhere', 302, VIEW],
  ['a problem has a code of the future', 400, { code: 'too_sunny', title: 'Too sunny' }],
  ['a problem has a code that only the phone may use', 400, { code: 'network', title: 'No' }],
  ['a problem has the name of an inherited member', 400, { code: 'toString', title: 'No' }],
  ['a proxy refuses', 403, '<html>'],
])('an answer is unexpected when %s', (_, status, body) => {
  expect(read(status, body)).toMatchObject({ code: 'unexpected_answer' });
});

it.each([
  [429, 'slow_down'],
  [502, 'network'],
  [503, 'temporarily_unavailable'],
  [504, 'network'],
])('a proxy’s %d without a problem of ours means %s', (status, code) => {
  expect(read(status, '<html>')).toMatchObject({ code });
});

it.each([
  ['0', 0],
  ['7', 7000],
  [null, undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['9999999', undefined],
  ['Sun, 22 Nov 2026 05:00:00 GMT', undefined],
])('Retry-After %j asks to wait for %p ms: seconds count, a date would need a right clock', (value, retryAfterMs) => {
  const error = read(429, { code: 'slow_down', title: 'Too many requests' }, value) as PhoneError;
  expect(error.retryAfterMs).toBe(retryAfterMs);
});
