import { startWorld, type World } from '../broker/world.js';

interface Requirement {
  readonly id: string;
  readonly status: string;
  readonly by: string;
  readonly shown_by: readonly string[];
}

interface Report {
  readonly evidence_made_at?: string;
  readonly portals: readonly {
    readonly client_id: string;
    readonly sources: readonly { readonly source: string; readonly requirements: readonly Requirement[] }[];
  }[];
}

describe('the report of coverage', () => {
  let world: World;

  beforeAll(async () => (world = await startWorld()));
  afterAll(() => world.close());

  const ask = (query = '', authorization = `Bearer ${world.operator.token}`): Promise<Response> =>
    fetch(`${world.broker.origin}/v1/coverage${query}`, { headers: { ...(authorization && { authorization }) } });

  it('says of each portal what protects it, by which setting and which tests', async () => {
    const { portals } = (await (await ask()).json()) as Report;
    expect(portals.map(({ client_id }) => client_id)).toEqual(['etax']);
    const sources = portals[0]?.sources ?? [];
    const ids = sources[0]?.requirements.map(({ id }) => id);
    expect(ids).toEqual(Array.from({ length: 17 }, (_, index) => `6.1.${String(index + 1)}`));
    expect(sources.at(-1)?.requirements.map(({ id }) => id)).toEqual(['F1', 'F2', 'F3', 'F4', 'F5', 'F6']);
    for (const { id, status, by, shown_by } of sources.flatMap(({ requirements }) => requirements)) {
      expect(by).not.toBe('');
      if (status === 'not_shown') expect([id, shown_by]).not.toEqual([id, []]);
    }
  });

  it('says that nothing is in force where no test of this build has shown it', async () => {
    const { evidence_made_at, portals } = (await (await ask('?client_id=etax')).json()) as Report;
    expect(evidence_made_at).toBeUndefined();
    const statuses = portals
      .flatMap(({ sources }) => sources.flatMap(({ requirements }) => requirements))
      .map(({ status }) => status);
    expect(statuses).toContain('not_shown');
    expect(statuses).not.toContain('in_force');
  });

  it('of a portal that is none is not found', async () => {
    const answer = await ask('?client_id=nobody');
    expect({ status: answer.status, ...((await answer.json()) as object) }).toMatchObject({
      status: 404,
      code: 'not_found',
    });
  });

  it('is kept by nobody on the way', async () => {
    expect((await ask()).headers.get('cache-control')).toBe('no-store');
  });

  it.each(['', 'Bearer guessed'])('Attack: who is no operator (%j) learns nothing', async (authorization) => {
    const answer = await ask('', authorization);
    expect(answer.status).toBe(401);
    expect(await answer.text()).not.toContain('6.1.1');
  });

  describe('as a page', () => {
    const post = (fields: Record<string, string>): Promise<Response> =>
      fetch(`${world.broker.origin}/coverage`, { method: 'POST', body: new URLSearchParams(fields) });

    it('asks for an operator’s token, and takes it in a body', async () => {
      const form = await (await fetch(`${world.broker.origin}/coverage`)).text();
      expect(form).toContain('<form method="post"');
      const page = await post({ token: world.operator.token, lang: 'en' });
      const html = await page.text();
      expect(html).toContain('Establish proximity');
      expect(html).not.toContain(world.operator.token);
      expect(page.headers.get('cache-control')).toBe('no-store');
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    });

    it('Attack: shows nothing for another token', async () => {
      const html = await (await post({ token: 'guessed', lang: 'zh' })).text();
      expect(html).toContain('role="alert"');
      expect(html).not.toContain('6.1.1');
    });
  });
});
