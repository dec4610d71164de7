import type { ScanOutcome } from '@saoma/protocol';
import type { PhoneDevice } from '@saoma/testing';
import { ZHANG } from '../broker/world.js';
import { describeAcrossNodes } from './worlds.js';

/** Follows what was scanned last; does something at each news. */
async function newsOf(phone: PhoneDevice, at: Partial<Record<string, () => unknown>>): Promise<string[]> {
  const told: string[] = [];
  const begun: unknown[] = [];
  await phone.client.follow(phone.consent.session_id, ({ state, reason }: ScanOutcome) => {
    const news = reason ? `${state}: ${reason}` : state;
    told.push(news);
    begun.push(at[news]?.());
  });
  await Promise.all(begun);
  return told;
}

describeAcrossNodes('a phone follows what it approved', (worldOf, away) => {
  it('and is told that it was not completed, when the code was never redeemed', async () => {
    const world = worldOf();
    const [desktop, phone] = [await world.desktop(), await world.phone(ZHANG, away)];
    await phone.signIn(desktop);
    const told = await newsOf(phone, { approved: () => world.broker.shiftTime(61_000) });
    expect(told).toEqual(['approved', 'expired: not_completed']);
    desktop.close();
  });

  it('and never goes on showing success, when the code is sent twice', async () => {
    const world = worldOf();
    const [desktop, phone] = [await world.desktop(), await world.phone(ZHANG, away)];
    await phone.signIn(desktop);
    const landing = await desktop.landing();
    const told = await newsOf(phone, {
      approved: () => world.portal.redeem(landing),
      redeemed: () => expect(world.portal.redeem(landing)).rejects.toThrow(),
    });
    expect(told).toEqual(['approved', 'redeemed', 'redeemed: not_completed']);
    desktop.close();
  });

  it('and from the scan on learns that the page gave up', async () => {
    const world = worldOf();
    const [desktop, phone] = [await world.desktop(), await world.phone(ZHANG, away)];
    await phone.scan(desktop);
    expect(await newsOf(phone, { scanned: () => desktop.cancel() })).toEqual(['scanned', 'cancelled']);
    desktop.close();
  });
});
