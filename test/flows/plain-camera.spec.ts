import { startWorld, type World } from '../broker/world.js';

describe('a plain camera that reads a code', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld();
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

  it('opens the same page for a code that never was: it tells nothing', async () => {
    const desktop = await world.desktop();
    const [page, other] = await Promise.all(
      [desktop.qr(), `${world.broker.origin}/Q/${'A'.repeat(32)}`].map(async (url) => (await fetch(url)).text()),
    );
    expect(page).toBe(other);
    desktop.close();
  });
});
