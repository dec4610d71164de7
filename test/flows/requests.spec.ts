import type { PendingRequests } from '@saoma/protocol';
import type { PhoneDevice } from '@saoma/testing';
import { LI, type World, ZHANG } from '../broker/world.js';
import { describeInEveryWorld } from './worlds.js';

async function pending(phone: PhoneDevice): Promise<PendingRequests['requests']> {
  const { status, body, headers } = await phone.call('GET', '/v1/requests');
  expect(status).toBe(200);
  expect(headers.get('cache-control')).toBe('no-store');
  return (body as PendingRequests).requests;
}

describeInEveryWorld('an app that starts', (worldOf, away) => {
  let world: World;
  beforeEach(() => {
    world = worldOf();
  });

  it('finds what its phone claimed and did not decide, newest first, and can decide it', async () => {
    const phone = await world.phone(ZHANG, away);
    expect(await pending(phone)).toEqual([]);
    const [first, second] = [await world.desktop(), await world.desktop()];
    const older = await phone.scan(first);
    await phone.scan(second);
    const found = await pending(phone);
    expect(found.map(({ session_id: id }) => id)).toEqual([second, first].map(({ answer }) => answer.session_id));
    expect(found[1]).toMatchObject({ consent_nonce: older.consent_nonce, portal: older.portal, state: 'scanned' });
    await phone.approve();
    await phone.client.deny(older, 'declined');
    expect(await pending(phone)).toEqual([]);
    for (const desktop of [first, second]) desktop.close();
  });

  it('finds nothing that the page threw away', async () => {
    const [phone, desktop] = [await world.phone(ZHANG, away), await world.desktop()];
    await phone.scan(desktop);
    await desktop.cancel();
    expect(await pending(phone)).toEqual([]);
  });

  it('Attack: finds nothing of another phone, be it of the same person', async () => {
    const desktop = await world.desktop();
    await (await world.phone(ZHANG, away)).scan(desktop);
    expect(await pending(await world.phone(ZHANG, away))).toEqual([]);
    expect(await pending(await world.phone(LI, away))).toEqual([]);
    desktop.close();
  });

  it('needs its token and its proof', async () => {
    const phone = await world.phone(ZHANG, away);
    expect(await phone.call('GET', '/v1/requests', undefined, { accessToken: undefined })).toMatchObject({
      status: 401,
    });
    expect(await phone.call('GET', '/v1/requests', undefined, { proof: undefined })).toMatchObject({ status: 401 });
  });
});
