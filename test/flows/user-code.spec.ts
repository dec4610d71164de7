import { type StartAnswer, type UserCodeAlphabet, type UserCodeAnswer, userCodeCheck } from '@saoma/protocol';
import { type PhoneDevice, type RawAnswer, TestApp } from '@saoma/testing';
import type { Registry } from '../../src/core/ports.js';
import { REGISTRY } from '../../src/core/tokens.js';
import { KEYLESS, LI, startWorld, type World, ZHANG } from '../broker/world.js';
import { until } from '../servers/deadline.js';
import { describeInEveryWorld } from './worlds.js';

/** A code in the right form that no session has. */
const NOBODYS = 'BBBBB-BBBBB-V';

async function post(world: World, session: StartAnswer, command: string, body: object = {}): Promise<Response> {
  return fetch(world.route(0)(`${world.broker.origin}/v1/sessions/${session.session_id}/${command}`), {
    method: 'POST',
    headers: { authorization: `Bearer ${session.desktop_token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function askFor(world: World, session: StartAnswer, alphabet?: UserCodeAlphabet): Promise<UserCodeAnswer> {
  const answer = await post(world, session, 'user-code', alphabet ? { alphabet } : {});
  expect(answer.status).toBe(200);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  return (await answer.json()) as UserCodeAnswer;
}

const type = (phone: PhoneDevice, userCode: string): Promise<RawAnswer> =>
  phone.call('POST', '/v1/scans', { user_code: userCode });

describeInEveryWorld('a typed code', (worldOf, away) => {
  let world: World;
  beforeEach(() => {
    world = worldOf();
  });

  it.each<[UserCodeAlphabet | undefined, RegExp]>([
    [undefined, /^([BCDFGHJKLMNPQRSTVWXZ]{5}-){2}[BCDFGHJKLMNPQRSTVWXZ]$/],
    ['letters', /^([BCDFGHJKLMNPQRSTVWXZ]{5}-){2}[BCDFGHJKLMNPQRSTVWXZ]$/],
    ['digits', /^(\d{4}-){3}\d$/],
  ])('RFC 8628 §6.1: of %s is short, plain, and the same as long as it is asked for', async (alphabet, form) => {
    const session = await world.session();
    const first = await askFor(world, session, alphabet);
    expect(first.user_code).toMatch(form);
    expect(first.link).toBe(`${world.broker.origin}/Q/${first.user_code}`);
    expect(await askFor(world, session, alphabet)).toEqual(first);
  });

  it('claims the session as a scan does, says how it came, and signs in', async () => {
    const desktop = await world.desktop(0, KEYLESS);
    const { user_code: userCode } = await askFor(world, desktop.answer, 'digits');
    const phone = await world.phone(ZHANG, away);
    const typed = await type(phone, userCode.replaceAll('-', ' '));
    expect(typed).toMatchObject({ status: 200, body: { state: 'scanned', via: 'user_code' } });
    await desktop.until('scanned');
    const { consent_nonce } = typed.body as { consent_nonce: string };
    const path = `/v1/scans/${desktop.answer.session_id}/approve`;
    expect(await phone.call('POST', path, { consent_nonce })).toMatchObject({ body: { state: 'approved' } });
    const { claims } = await world.portal
      .redeem(await desktop.landing())
      .then((tokens) => ({ claims: tokens.claims() }));
    expect(claims).toMatchObject({ name: ZHANG.name });
    desktop.close();
  });

  it('gives the session the time that typing takes, never beyond its ceiling', async () => {
    const desktop = await world.desktop(0, KEYLESS);
    const before = desktop.snapshot();
    await askFor(world, desktop.answer);
    const after = await desktop.until(({ rev }) => rev > before.rev);
    expect(after.remainingMs - before.remainingMs).toBeGreaterThan(170_000);
    desktop.close();
  });

  it('is the last one made: another alphabet replaces it', async () => {
    const session = await world.session();
    const letters = await askFor(world, session, 'letters');
    const digits = await askFor(world, session, 'digits');
    const phone = await world.phone(LI, away);
    expect(await type(phone, letters.user_code)).toMatchObject({ status: 404, body: { code: 'user_code_wrong' } });
    expect(await type(phone, digits.user_code)).toMatchObject({ status: 200 });
  });

  it('belongs to whoever typed or scanned first', async () => {
    const desktop = await world.desktop(0, KEYLESS);
    const { user_code: userCode } = await askFor(world, desktop.answer);
    const [first, second] = [await world.phone(ZHANG, away), await world.phone(LI, away)];
    await first.scan(desktop);
    expect(await type(second, userCode)).toMatchObject({ status: 409, body: { code: 'claimed_by_another' } });
    expect(await type(first, userCode)).toMatchObject({ status: 200, body: { state: 'scanned', via: 'qr' } });
    desktop.close();
  });

  it('is asked for with the session’s own desktop token only, while it waits', async () => {
    const [session, other] = [await world.session(), await world.session()];
    const stolen = { ...session, desktop_token: other.desktop_token };
    expect((await post(world, stolen, 'user-code')).status).toBe(404);
    for (const alphabet of ['emoji', null])
      expect((await post(world, session, 'user-code', { alphabet })).status).toBe(400);
    await post(world, session, 'cancel');
    expect(await (await post(world, session, 'user-code')).json()).toMatchObject({ code: 'session_over' });
  });

  it('is told no more once it leads nowhere: claimed, or over', async () => {
    const [session, scanned] = [await world.session(), await world.session()];
    for (const each of [session, scanned]) await askFor(world, each);
    await post(world, session, 'cancel');
    expect(await (await post(world, session, 'user-code')).json()).toMatchObject({ code: 'session_over' });
    await type(await world.phone(ZHANG, away), (await askFor(world, scanned)).user_code);
    expect(await (await post(world, scanned, 'user-code')).json()).toMatchObject({
      code: 'invalid_transition',
      state: 'scanned',
    });
  });

  it('is made in another alphabet a few times, and not for ever', async () => {
    const session = await world.session();
    const made = async (alphabet: UserCodeAlphabet): Promise<number> =>
      (await post(world, session, 'user-code', { alphabet })).status;
    for (const alphabet of ['letters', 'digits', 'letters', 'digits', 'letters'] as const) {
      expect(await made(alphabet)).toBe(200);
    }
    expect(await made('digits')).toBe(409);
  });

  it.each([{ qr: null }, { user_code: null }, { qr: null, user_code: NOBODYS }])(
    '%j is malformed, and no fault of ours',
    async (body) => {
      const phone = await world.phone(ZHANG, away);
      expect(await phone.call('POST', '/v1/scans', body)).toMatchObject({
        status: 400,
        body: { code: 'invalid_request' },
      });
    },
  );

  it.each([{}, { qr: 'x', user_code: NOBODYS }])('%j is no scan: one of the two, not both, not none', async (body) => {
    const phone = await world.phone(ZHANG, away);
    expect(await phone.call('POST', '/v1/scans', body)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', detail: 'send one of qr and user_code' },
    });
  });
});

describe('whoever guesses typed codes', () => {
  let world: World;
  beforeEach(async () => {
    world = await startWorld();
  });
  afterEach(() => world.close());

  /** Well-formed codes that nobody is likely to have, each different. */
  const guess = (n: number): string => whole(`BCDFGHJKL${'BCDFGHJKLMNPQRSTVWXZ'.charAt(n)}`, 'letters');
  const guessDigits = (n: number): string => whole(`000000000${String(n).padStart(3, '0')}`, 'digits');
  const whole = (others: string, alphabet: UserCodeAlphabet): string => others + userCodeCheck(others, alphabet);
  const statuses = (answers: readonly RawAnswer[]): number[] => answers.map(({ status }) => status);

  it('Attack: has five tries in ten minutes per person, also at once, and the right code does not help after them', async () => {
    const session = await world.session();
    const { user_code: userCode } = await askFor(world, session);
    const phone = await world.phone();
    const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => type(phone, guess(n))));
    expect(statuses(answers).sort()).toEqual([404, 404, 404, 404, 404, 429, 429, 429]);
    const late = await type(phone, userCode);
    expect(late).toMatchObject({ status: 429, body: { code: 'slow_down' } });
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(60);
    const another = await world.phone(ZHANG);
    expect(await type(another, guess(9))).toMatchObject({ status: 429 });
    expect(await type(await world.phone(LI), userCode)).toMatchObject({ status: 200 });
  });

  it('Attack: is not let off by a new session, nor held back by what went right', async () => {
    const phone = await world.phone();
    for (let n = 0; n < 4; n += 1) await type(phone, guess(n));
    for (let round = 0; round < 3; round += 1) {
      const { user_code: userCode } = await askFor(world, await world.session());
      expect(await type(phone, userCode)).toMatchObject({ status: 200 });
    }
    expect(await type(phone, guess(5))).toMatchObject({ status: 404 });
    expect(await type(phone, guess(6))).toMatchObject({ status: 429 });
  });

  const people = (count: number): Promise<PhoneDevice[]> =>
    Promise.all(Array.from({ length: count }, (_, n) => world.phone({ sub: `person-${String(n)}` })));
  const letIn = async (tries: readonly Promise<RawAnswer>[]): Promise<number> =>
    statuses(await Promise.all(tries)).filter((status) => status === 404).length;

  it('Attack: by many persons at one code runs dry', async () => {
    expect(await letIn((await people(7)).map((phone) => type(phone, NOBODYS)))).toBe(5);
  });

  it('Attack: RFC 8628 §5.1: by one app’s people together has that app’s part of 77 codes of digits in ten minutes; letters and other apps go on', async () => {
    const phone = await world.phone(LI);
    const guessers = await people(9);
    const guesses = guessers.flatMap((guesser, n) =>
      Array.from({ length: 5 }, (_, at) => type(guesser, guessDigits(n * 5 + at))),
    );
    // Two apps are registered.
    expect(await letIn(guesses)).toBe(Math.floor(77 / 2));
    const { user_code: digits } = await askFor(world, await world.session(), 'digits');
    const { user_code: letters } = await askFor(world, await world.session());
    expect(await type(phone, digits)).toMatchObject({ status: 429, body: { code: 'slow_down' } });
    expect(await type(phone, letters)).toMatchObject({ status: 200 });
    const other = await world.phone({ sub: 'stranger' }, 0, world.stranger);
    expect(await type(other, guessDigits(99))).toMatchObject({ status: 404 });
  });

  it('Attack: RFC 8628 §5.1: has no more than 77 in all where apps are registered meanwhile, whose parts would come to more', async () => {
    let guesses = 0;
    /** Five persons' worth or so of one app's, one after the other. */
    const missed = async (app: TestApp, persons: number): Promise<number> => {
      let letIn = 0;
      for (let n = 0; n < persons; n += 1) {
        const phone = await world.phone({ sub: `${app.id}-${String(n)}` }, 0, app);
        for (let at = 0; at < 5; at += 1) {
          guesses += 1;
          if ((await type(phone, guessDigits(guesses))).status === 404) letIn += 1;
        }
      }
      return letIn;
    };
    // Two apps are registered: 38 for each.
    expect(await missed(world.app, 9)).toBe(38);
    const third = await TestApp.create({ id: 'third-app', realm: 'etax' });
    await world.broker.register({ portals: [world.portal], apps: [world.app, world.stranger, third] });
    const registry = world.broker.apps[0]!.get<Registry>(REGISTRY);
    await until(
      'third app',
      () => registry.apps().length,
      (count) => count === 3,
    );
    // Three: 25 for each, and 14 are left of all.
    expect(await missed(world.stranger, 6)).toBe(25);
    expect(await missed(third, 4)).toBe(77 - 38 - 25);
  });

  it('ISO/IEC 7064: is not who makes slips: what the check character shows to be none counts against nobody', async () => {
    const { user_code: userCode } = await askFor(world, await world.session());
    const phone = await world.phone();
    const slipped = userCode.replace(/^./, (first) => (first === 'B' ? 'C' : 'B'));
    for (let time = 0; time < 7; time += 1) {
      expect(await type(phone, slipped)).toMatchObject({ status: 404, body: { code: 'user_code_wrong' } });
    }
    expect(await type(phone, userCode)).toMatchObject({ status: 200 });
  });

  it('Attack: a stranger who knows the code, and may not use it, takes it from nobody', async () => {
    const session = await world.session();
    const { user_code: userCode } = await askFor(world, session);
    const stranger = await world.phone(LI, 0, world.stranger);
    for (let time = 0; time < 7; time += 1) {
      expect(await type(stranger, userCode)).toMatchObject({ status: 403, body: { code: 'app_not_trusted' } });
    }
    expect(await type(await world.phone(ZHANG), userCode)).toMatchObject({ status: 200 });
  });

  it('is not counted for what cannot be a code at all', async () => {
    const phone = await world.phone();
    for (const typed of ['1', 'hello', 'AEIOUAEI', '扫码', 'BBBB-BBBB', 'BBBBB-BBBBB-B']) {
      expect(await type(phone, typed)).toMatchObject({ status: 404, body: { code: 'user_code_wrong' } });
    }
    const { user_code: userCode } = await askFor(world, await world.session());
    expect(await type(phone, userCode)).toMatchObject({ status: 200 });
  });
});
