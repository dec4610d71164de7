import { startWorld, type World } from '../broker/world.js';
import { until } from '../servers/deadline.js';

describe('a plain camera that reads a code', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld();
    const app = world.app.registration({ scan_link: 'etax://scan' });
    await world.broker.register({ portals: [world.portal.registration()], apps: [app] });
    await until(
      'the link of the app on the page',
      async () => (await fetch(`${world.broker.origin}/Q/WDJBM-JHTKX-T`)).text(),
      (page) => page.includes('etax://scan'),
    );
  });

  afterAll(() => world.close());

  it('opens a page that says which app to use, in any case of letters, and approves nothing', async () => {
    const desktop = await world.desktop();
    for (const address of [desktop.qr(), desktop.qr().toLowerCase()]) {
      const answer = await fetch(address);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const page = await answer.text();
      expect(page).toContain('扫一扫');
      expect(page).toContain(world.app.registration().names.en);
      expect(page).not.toContain(desktop.answer.session_id);
    }
    expect(desktop.snapshot().phase).toBe('waiting');
    desktop.close();
  });

  it('shows the typed code of a copied link and opens the app with it, where no server sees it', async () => {
    const [page, other] = await Promise.all(
      ['/Q/WDJBM-JHTKX-T', '/q/wdjbmjhtkxt'].map(async (path) => (await fetch(world.broker.origin + path)).text()),
    );
    expect(page).toBe(other);
    expect(page).toContain('<p class="code">WDJBM-JHTKX-T</p>');
    expect(page).toContain('href="etax://scan#WDJBM-JHTKX-T"');
    expect(page).not.toContain('扫一扫');
  });

  it.each(['%3Cscript%3Ealert(1)%3C%2Fscript%3E', 'javascript:alert(1)', 'A'.repeat(2_000)])(
    'shows nothing of an address that is no code: %s',
    async (code) => {
      const page = await (await fetch(`${world.broker.origin}/Q/${code}`)).text();
      expect(page).not.toContain('alert');
      expect(page).not.toContain('AAAA');
    },
  );

  it('opens the same page for a code that never was: it tells nothing', async () => {
    const desktop = await world.desktop();
    const [page, other] = await Promise.all(
      [desktop.qr(), `${world.broker.origin}/Q/${'A'.repeat(32)}`].map(async (url) => (await fetch(url)).text()),
    );
    expect(page).toBe(other);
    desktop.close();
  });
});
