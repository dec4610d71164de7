/** A portal's own integration test. */
import { DesktopDevice, type Phase, PhoneDevice, PortalBackend, startBroker, TestApp } from '@saoma/testing';

export async function signIn(): Promise<string | undefined> {
  const app = await TestApp.create({ id: 'etax-app', realm: 'natural-person', algorithm: 'ES256' });
  const redirectUri = 'https://etax.test/signed-in';
  const portal = await PortalBackend.create({ clientId: 'etax', redirectUri, apps: [app] });
  const broker = await startBroker({ portals: [portal], apps: [app] });
  const desktop = await DesktopDevice.start({ portal });
  const phone = await PhoneDevice.create({ broker: broker.origin, app, person: { sub: '7', name: '张三' } });
  await phone.signIn(desktop);
  const phase: Phase = 'approved';
  await desktop.until(phase);
  const tokens = await portal.redeem(await desktop.landing());
  broker.shiftTime(60_000);
  await broker.close();
  // @ts-expect-error -- an algorithm that the broker does not take
  void TestApp.create({ id: 'etax-app', realm: 'natural-person', algorithm: 'HS256' });
  // @ts-expect-error -- a word that no page shows
  await desktop.until('pending');
  // @ts-expect-error -- a broker that knows nobody
  await startBroker({});
  return tokens.claims()?.sub;
}
