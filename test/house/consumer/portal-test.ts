/** A portal's own integration test. */
import { DesktopDevice, type Phase, PhoneDevice, PortalBackend, routeTo, TestApp } from '@saoma/testing';

const broker = 'http://127.0.0.1:3000';

export async function signIn(): Promise<string | undefined> {
  const app = await TestApp.create({ id: 'etax-app', realm: 'natural-person', algorithm: 'ES256' });
  const redirectUri = 'https://etax.test/signed-in';
  const portal = await PortalBackend.create({ broker, clientId: 'etax', redirectUri, apps: [app] });
  const request = await portal.begin({ scope: 'openid profile' });
  const desktop = await DesktopDevice.start({ broker, origin: portal.origin, request, route: routeTo(broker, broker) });
  const phone = await PhoneDevice.create({ broker, app, person: { sub: '7', name: '张三' } });
  await phone.signIn(desktop);
  const phase: Phase = 'approved';
  await desktop.until(phase);
  const tokens = await portal.redeem(await desktop.landing());
  // @ts-expect-error -- an algorithm that the broker does not take
  void TestApp.create({ id: 'etax-app', realm: 'natural-person', algorithm: 'HS256' });
  // @ts-expect-error -- a word that no page shows
  await desktop.until('pending');
  return tokens.claims()?.sub;
}
