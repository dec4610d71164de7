import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DesktopDevice, PhoneDevice, PortalBackend, startBroker, TestApp } from '@saoma/testing';

test('a scan and a tap sign a person in', async (context) => {
  const app = await TestApp.create({ id: 'etax-app', realm: 'natural-person' });
  const redirectUri = 'https://etax.test/signed-in';
  const portal = await PortalBackend.create({ clientId: 'etax', redirectUri, apps: [app] });
  const broker = await startBroker({ portals: [portal], apps: [app] });
  context.after(() => broker.close());

  const desktop = await DesktopDevice.start({ portal });
  const phone = await PhoneDevice.create({ broker: broker.origin, app, person: { sub: '7', name: '张三' } });
  await phone.signIn(desktop); // scans the code on the page and approves

  const tokens = await portal.redeem(await desktop.landing()); // PKCE, state, nonce and ID token verified
  assert.equal(tokens.claims().sid, desktop.answer.session_id);
  desktop.close();
});
