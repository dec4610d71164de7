import { readFileSync } from 'node:fs';
import type { StartAnswer } from '@saoma/protocol';
import { DesktopDevice } from '@saoma/testing';
import { confirm } from '../../docs/snippets/confirm.js';
import { finish, start } from '../../docs/snippets/redeem.js';
import { startWorld, type World } from '../broker/world.js';

describe('the snippets of the README', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld();
  });

  afterAll(() => world.close());

  it.each(['embed.html', 'confirm.ts', 'redeem.ts'])('%s stands there as it stands here', (name) => {
    expect(readFileSync('README.md', 'utf8')).toContain(readFileSync(`docs/snippets/${name}`, 'utf8').trim());
  });

  it('sign a person in: start, confirm, redeem', async () => {
    const broker = await world.portal.configuration();
    let kept: Awaited<ReturnType<typeof start>>['kept'] | undefined;
    const desktop = await DesktopDevice.start({
      broker: world.broker.origin,
      origin: world.portal.origin,
      request: async () => {
        const started = await start(broker, world.portal.clientId, { address: '203.0.113.7' });
        kept = started.kept;
        return started.answer as StartAnswer;
      },
    });
    const phone = await world.phone();
    const options = {
      broker: world.broker.origin,
      fetch,
      accessToken: () => phone.accessToken(),
      proof: (method: string, url: string, token: string) => phone.proof(method, url, token),
    };
    const decision = await confirm(options, desktop.qr(), (view) => {
      expect(view.portal.domain).toBe('etax.test');
      return Promise.resolve(true);
    });
    expect(decision.state).toBe('approved');
    if (!kept) throw new Error('nothing was kept');
    await expect(finish(broker, new URL(await desktop.landing()), kept)).resolves.toMatchObject({ aud: 'etax' });
    desktop.close();
  });
});
