import { PhoneDevice, TestApp } from '@saoma/testing';
import { LI, type World, ZHANG } from '../broker/world.js';
import { until } from '../servers/deadline.js';
import { describeInEveryWorld } from './worlds.js';

const MOST_TOLD = 5;

describeInEveryWorld('a scan by an app that the portal does not trust', (worldOf, away) => {
  let world: World;
  let stranger: PhoneDevice;

  beforeAll(async () => {
    world = worldOf();
    const app = await TestApp.create({ id: 'stranger', realm: 'etax', audience: world.broker.origin });
    stranger = await PhoneDevice.create({ broker: world.broker.origin, app, person: LI, route: world.route(away) });
    await world.broker.register({
      portals: [world.portal.registration()],
      apps: [world.app.registration(), app.registration()],
    });
    await until(
      'registered stranger',
      () => stranger.call('GET', '/v1/requests'),
      ({ status }) => status === 200,
    );
  });

  it('is told so on the phone, and its kind to the page, which keeps waiting for the right one', async () => {
    const [desktop, phone] = [await world.desktop(), await world.phone(ZHANG, away)];
    const { qrText } = desktop.snapshot();
    await expect(stranger.scan(desktop)).rejects.toMatchObject({ code: 'app_not_trusted' });
    const told = await desktop.until(({ refused }) => refused !== undefined);
    expect(told).toMatchObject({ phase: 'waiting', refused: 'app_not_trusted', qrText });
    expect(JSON.stringify(told)).not.toContain(LI.name);
    await phone.scan(desktop);
    const scanned = await desktop.until('scanned');
    expect(scanned.refused).toBeUndefined();
    await phone.approve();
    await expect(world.portal.redeem(await desktop.landing())).resolves.toBeDefined();
    desktop.close();
  });

  it('Attack: cannot keep a page busy: five are told, the rest change nothing', async () => {
    const desktop = await world.desktop();
    const { rev } = desktop.snapshot();
    for (let time = 0; time < MOST_TOLD + 3; time += 1) {
      await expect(stranger.scan(desktop)).rejects.toMatchObject({ code: 'app_not_trusted' });
    }
    const phone = await world.phone(ZHANG, away);
    await phone.scan(desktop);
    expect(await desktop.until('scanned')).toMatchObject({ rev: rev + MOST_TOLD + 1 });
    desktop.close();
  });

  it('is told by nobody whose code was wrong', async () => {
    const desktop = await world.desktop();
    const guessed = desktop.qr().replace(/.{6}$/, 'AAAAAA');
    await expect(stranger.scan(guessed)).rejects.toMatchObject({ code: 'qr_unknown' });
    await desktop.extend();
    expect(desktop.snapshot().refused).toBeUndefined();
    desktop.close();
  });
});
