import { startWorld, type World, ZHANG } from '../broker/world.js';
import { type RedisServer, startRedis } from '../servers/redis.js';

const WORLDS = [
  { name: 'memory, one node', redis: false, nodes: 1 },
  { name: 'Redis, one node', redis: true, nodes: 1 },
  { name: 'Redis, two nodes: the page at one, the phone at the other', redis: true, nodes: 2 },
] as const;

describe.each(WORLDS)('signing in with a scan: $name', ({ redis, nodes }) => {
  const away = nodes - 1;
  let server: RedisServer | undefined;
  let world: World;

  beforeAll(async () => {
    server = redis ? await startRedis() : undefined;
    world = await startWorld({ nodes, ...(server && { redisUrl: server.url }) });
  });

  afterAll(async () => {
    await world.close();
    await server?.stop();
  });

  it('takes the page home once the phone approved, and the portal knows the person', async () => {
    const desktop = await world.desktop();
    const phone = await world.phone(ZHANG, away);

    const consent = await phone.scan(desktop);
    expect(consent).toMatchObject({ state: 'scanned', portal: { domain: 'etax.test' }, purpose: 'login' });
    await desktop.until('scanned');

    await expect(phone.approve()).resolves.toMatchObject({ state: 'approved' });
    const tokens = await world.portal.redeem(await desktop.landing());
    expect(tokens.claims()).toMatchObject({
      aud: 'etax',
      acr: 'urn:saoma:app',
      amr: ['fpt'],
      name: '张伟',
      sid: desktop.answer.session_id,
    });
    desktop.close();
  });
});
