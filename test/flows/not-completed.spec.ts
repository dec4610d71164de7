import type { SessionStore } from '../../src/core/ports.js';
import { SESSIONS } from '../../src/core/tokens.js';
import { LI, type World, ZHANG } from '../broker/world.js';
import { describeInEveryWorld } from './worlds.js';

const APPROVED_MS = 60_000;

describeInEveryWorld('an approval that comes to nothing', (worldOf, away) => {
  let world: World;
  beforeEach(() => {
    world = worldOf();
  });

  it('is told as not completed to phone and page when nobody redeemed it in time', async () => {
    const [desktop, phone] = [await world.desktop(), await world.phone(ZHANG, away)];
    await phone.signIn(desktop);
    await desktop.until('approved');
    desktop.goOffline();
    world.broker.shiftTime(APPROVED_MS);
    expect(await phone.read()).toMatchObject({ state: 'expired', reason: 'not_completed' });
    desktop.goOnline();
    expect(await desktop.until('expired')).toMatchObject({ reason: 'not_completed' });
    desktop.close();
  });

  it('is told as plainly expired when it was never approved', async () => {
    const [desktop, phone] = [await world.desktop(), await world.phone(ZHANG, away)];
    await phone.scan(desktop);
    world.broker.shiftTime(2 * APPROVED_MS);
    expect(await phone.read()).not.toHaveProperty('reason');
    desktop.close();
  });

  it('RFC 6749 §4.1.2: a token answer was lost, the portal asks again, and the phone does not go on showing success', async () => {
    const [desktop, phone] = [await world.desktop(), await world.phone(ZHANG, away)];
    await phone.signIn(desktop);
    const landing = await desktop.landing();
    await world.portal.redeem(landing);
    expect(await phone.read()).toMatchObject({ state: 'redeemed' });
    await expect(world.portal.redeem(landing)).rejects.toMatchObject({ error: 'invalid_grant' });
    expect(await phone.read()).toMatchObject({ state: 'redeemed', reason: 'not_completed' });
    desktop.close();
  });

  it('Attack: a stolen code without its verifier gives nothing, is on record once, and the portal’s own still counts', async () => {
    const [desktop, phone] = [await world.desktop(), await world.phone(LI, away)];
    await phone.signIn(desktop);
    const landing = await desktop.landing();
    const stolen = { ...world.portal.attempt(landing), verifier: 'x'.repeat(43) };
    for (let time = 0; time < 3; time += 1) {
      await expect(world.portal.redeem(landing, stolen)).rejects.toMatchObject({ error: 'invalid_grant' });
    }
    await expect(world.portal.redeem(landing)).resolves.toBeDefined();
    const trail = await world.broker.apps[0]!.get<SessionStore>(SESSIONS).audit(desktop.answer.session_id);
    expect(trail.slice(-2)).toMatchObject([
      { event: 'redeem', outcome: 'misused', from: 'approved', to: 'approved' },
      { event: 'redeem', outcome: 'applied', from: 'approved', to: 'redeemed' },
    ]);
    expect(trail).toHaveLength(5);
    desktop.close();
  });

  it('Attack: a made-up code, or a wrong verifier, takes nobody’s sign-in back', async () => {
    const [desktop, phone] = [await world.desktop(), await world.phone(LI, away)];
    await phone.signIn(desktop);
    const landing = await desktop.landing();
    await world.portal.redeem(landing);
    const forged = new URL(landing);
    forged.searchParams.set('code', `${desktop.answer.session_id}.${'A'.repeat(43)}`);
    const attempt = world.portal.attempt(landing);
    for (const [code, kept] of [
      [forged.href, attempt],
      [landing, { ...attempt, verifier: 'x'.repeat(43) }],
    ] as const) {
      await expect(world.portal.redeem(code, kept)).rejects.toMatchObject({ error: 'invalid_grant' });
    }
    const outcome = await phone.read();
    expect(outcome).toMatchObject({ state: 'redeemed' });
    expect(outcome).not.toHaveProperty('reason');
    desktop.close();
  });
});
