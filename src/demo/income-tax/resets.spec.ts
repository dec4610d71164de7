import { jest } from '@jest/globals';
import { Accounts } from '../accounts/accounts.js';
import { PEOPLE } from '../people.js';
import { CardChecks } from './bank.js';
import { Resets } from './resets.js';
import { Strangers } from './strangers.js';

const CHEAP = { memoryKiB: 64, passes: 1 };
const [PERSON, OTHER] = PEOPLE;
const BROWSER = 'browser';
const MINUTE_MS = 60_000;

beforeEach(() => {
  jest.spyOn(performance, 'now').mockReturnValue(0);
});
afterEach(() => jest.restoreAllMocks());

describe('A reset', () => {
  let strangers: Strangers;
  let resets: Resets;
  beforeEach(async () => {
    const seeds = [PERSON, OTHER!].map((person) => ({ login: person.idNumber, person, password: 'Kestrel#7-mist' }));
    strangers = new Strangers(await Accounts.create(seeds, CHEAP));
    resets = new Resets();
  });

  /** The id of what the browser has begun. */
  const begin = (login: string, name: string): string => {
    resets.begin(BROWSER, { login, ...strangers.behind(login, name) });
    return resets.of(BROWSER)!.id;
  };

  it('that was proved is of its account, once', () => {
    const reset = begin(PERSON.idNumber, PERSON.name);
    expect(resets.prove(BROWSER, reset)?.login).toBe(PERSON.idNumber);
    expect(resets.prove(BROWSER, reset)).toBeUndefined();
  });

  it('is not proved by what was begun for another account, or in another browser', () => {
    const first = begin(PERSON.idNumber, PERSON.name);
    const second = begin(OTHER!.idNumber, OTHER!.name);
    expect(resets.prove(BROWSER, first)).toBeUndefined();
    expect(resets.prove('another browser', second)).toBeUndefined();
    expect(resets.prove(BROWSER, second)?.login).toBe(OTHER!.idNumber);
  });

  it.each([
    ['an ID number that nobody has', '990101199001010010', PERSON.name],
    ['the name of somebody else', PERSON.idNumber, '李娜'],
  ])('with %s looks like any other, every time the same, and is proved by nothing', (_, login, name) => {
    const claimed = strangers.behind(login, name);
    expect(claimed).toEqual(strangers.behind(login, name));
    expect(claimed.contacts).toEqual([
      { channel: 'sms', to: expect.stringMatching(/^\+861\d{10}$/) },
      { channel: 'email', to: expect.stringMatching(/^[a-z]\w+@example\.com$/) },
    ]);
    const own = PEOPLE.flatMap(({ id, phone, email }) => [id, phone, email]);
    for (const word of [claimed.subject, ...claimed.contacts.map(({ to }) => to)]) expect(own).not.toContain(word);
    expect(resets.prove(BROWSER, begin(login, name))).toBeUndefined();
  });
});

describe('The bank card', () => {
  const { id, bankCard, phone } = PERSON;
  const local = phone.slice(3);

  it.each([
    ['as they stand', bankCard, local],
    ['in groups and with the country code', '9990 0101 0000 0142', '+86 138-0000-0142'],
  ])('is confirmed with the number that the bank has, %s', (_, card, number) => {
    expect(new CardChecks().check(id, card, number)).toEqual({ ok: true });
  });

  it.each([
    ['another card', id, OTHER!.bankCard, local],
    ['another number', id, bankCard, OTHER!.phone],
    ['somebody else', OTHER!.id, bankCard, local],
    ['nobody', 'p-nobody', bankCard, local],
  ])('of %s is not, and cannot be tried after the third time', (_, subject, card, number) => {
    const checks = new CardChecks();
    const tries = [1, 2, 3].map(() => checks.check(subject, card, number));
    expect(tries).toEqual([{ ok: false }, { ok: false }, { ok: false, retryAfterMs: 1_440 * MINUTE_MS }]);
    expect(checks.check(subject, bankCard, local)).toEqual(tries[2]);
  });
});
