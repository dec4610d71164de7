import type { Problem } from '@saoma/protocol';
import { clientCredentialsGrant } from 'openid-client';
import { makeOperator, startWorld, type World } from '../broker/world.js';
import { OperatorConsole } from './operator-console.js';

const LOST = { reason: '来电核实：手机丢失' };

// Who is let in, and what is taken, does not depend on where sessions lie: one world is enough.
describe('the operators’ door', () => {
  let world: World;
  let operator: OperatorConsole;
  let people = 0;

  beforeAll(async () => {
    world = await startWorld();
    operator = new OperatorConsole(world, 0);
  });

  afterAll(() => world.close());

  /** Another with each test, so that no lock is in another's way. */
  const newSubject = (): Promise<string> =>
    operator.subjectOf({ realm: 'etax', sub: `somebody-${String((people += 1))}` });

  it.each<[string, object]>([
    ['no reason', {}],
    ['an empty reason', { reason: '' }],
    ['spaces for a reason', { reason: '   ' }],
    ['a reason without end', { reason: 'x'.repeat(201) }],
    ['a reason that turns the writing around', { reason: 'a\u202Eb' }],
    ['a reason of two lines', { reason: 'a\nb' }],
    ['somebody else’s name on it', { ...LOST, operator: 'li.na' }],
  ])('does nothing with %s', async (_, body) => {
    const [subject, { session_id }] = [await newSubject(), await world.session()];
    for (const path of [`subjects/${subject}/lock`, `subjects/${subject}/unlock`, `sessions/${session_id}/end`]) {
      expect((await operator.call('POST', path, body)).body).toMatchObject({ code: 'invalid_request' });
    }
    expect(await operator.done('GET', `subjects/${subject}`)).toMatchObject({ locked: false, audit: [] });
    expect(await operator.done('GET', `sessions/${session_id}`)).toMatchObject({ state: 'pending' });
  });

  it.each(['zhang', 'a'.repeat(42), `${'a'.repeat(42)}%2e`])('locks no word that is nobody’s: %s', async (word) => {
    expect((await operator.call('POST', `subjects/${word}/lock`, LOST)).status).toBe(404);
  });

  describe('Attack: who is no operator', () => {
    /** What opens other doors, or none. */
    const credentials: Readonly<Record<string, () => string | undefined | Promise<string | undefined>>> = {
      nothing: () => undefined,
      'a guessed token': () => `Bearer ${makeOperator('guess').token}`,
      'the token’s hash': () => `Bearer ${world.operator.entry.token_sha256}`,
      'the token and more': () => `Bearer ${world.operator.token}x`,
      'the token as another scheme': () => `DPoP ${world.operator.token}`,
      'the token as a password': () => `Basic ${Buffer.from(`wang.min:${world.operator.token}`).toString('base64')}`,
      'a portal’s access token': async () => {
        const configuration = await world.portal.configuration();
        const { access_token } = await clientCredentialsGrant(configuration, { scope: 'sessions' });
        return `Bearer ${access_token}`;
      },
      'a portal’s own credentials': async () =>
        (await world.portal.credentials()).headers.get('authorization') ?? undefined,
      'a desktop token': async () => `Bearer ${(await world.session()).desktop_token}`,
      'an app’s token': async () => `Bearer ${await (await world.phone()).accessToken()}`,
    };

    it.each(Object.keys(credentials))('is refused like any other, and nothing happens: %s', async (what) => {
      const [subject, { session_id }] = [await newSubject(), await world.session()];
      const stranger = operator.as(await credentials[what]?.());
      for (const [method, path, body] of [
        ['POST', 'subjects', { login_hint: { realm: 'etax', sub: 'zhang' } }],
        ['GET', `subjects/${subject}`],
        ['POST', `subjects/${subject}/lock`, LOST],
        ['POST', `subjects/${subject}/unlock`, {}],
        ['GET', `sessions/${session_id}`],
        ['POST', `sessions/${session_id}/end`, LOST],
      ] as const) {
        const { status, headers, body: answer } = await stranger.call(method, path, body);
        const { instance: _, ...problem } = answer as Problem;
        expect(problem).toEqual({
          type: `${world.broker.origin}/problems/invalid_token`,
          title: expect.any(String),
          status: 401,
          detail: 'an operator’s token is needed',
          code: 'invalid_token',
        });
        expect(status).toBe(401);
        expect(headers.get('www-authenticate')).toMatch(/^Bearer/);
        expect(headers.get('cache-control')).toBe('no-store');
      }
      expect(await operator.done('GET', `subjects/${subject}`)).toMatchObject({ locked: false, audit: [] });
      expect(await operator.done('GET', `sessions/${session_id}`)).toMatchObject({ state: 'pending' });
    });

    it('an operator’s token opens no other door', async () => {
      const { session_id } = await world.session();
      const answer = await fetch(`${world.broker.origin}/v1/sessions/${session_id}`, {
        headers: { authorization: `Bearer ${world.operator.token}` },
      });
      expect(answer.status).toBe(401);
    });
  });
});
