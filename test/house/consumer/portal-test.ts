/** A portal's own integration test. */
import {
  DesktopDevice,
  LogoutReceiver,
  type Phase,
  PhoneDevice,
  PortalBackend,
  startBroker,
  TestApp,
} from '@saoma/testing';

export async function signIn(): Promise<string | undefined> {
  const app = await TestApp.create({ id: 'etax-app', realm: 'natural-person', algorithm: 'ES256' });
  const logouts = await LogoutReceiver.listen();
  const redirectUri = 'https://etax.test/signed-in';
  const portal = await PortalBackend.create({ clientId: 'etax', redirectUri, apps: [app], logouts, dpop: true });
  const broker = await startBroker({ portals: [portal], apps: [app] });
  const desktop = await DesktopDevice.start({ portal });
  const phone = await PhoneDevice.create({ broker: broker.origin, app, person: { sub: '7', name: '张三' } });
  await phone.signIn(desktop);
  const phase: Phase = 'approved';
  await desktop.until(phase);
  const tokens = await portal.redeem(await desktop.landing());
  const address: string = await portal.authorizationUrl({ prompt: 'login' }, { pushed: true });
  const [signedIn] = await phone.desktops();
  if (signedIn) await phone.signOut(signedIn.id, 'not_me');
  const sid: string | undefined = (await logouts.until(1))[0]?.sid;
  console.log(address, sid);
  // @ts-expect-error -- one of the two reasons that the protocol knows
  await phone.signOut('ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'because');
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
