import { PROBLEMS, type ProblemCode } from '@saoma/protocol';
import { PhoneError, type PhoneErrorCode } from './index.js';

const CODES: readonly PhoneErrorCode[] = [
  ...(Object.keys(PROBLEMS) as ProblemCode[]),
  'network',
  'not_ours',
  'other_broker',
  'unexpected_answer',
];

it.each(CODES)('the person is told in whole sentences, in both languages, what %s means', (code) => {
  const { tell } = new PhoneError(code, '');
  expect(tell.zh).toMatch(/^\p{Script=Han}.*。$/u);
  expect(tell.en).toMatch(/^[A-Z].*\.$/);
});
