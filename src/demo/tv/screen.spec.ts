import type { DeviceAuthorizationResponse } from 'openid-client';
import { Screen } from './screen.js';

const ASKED: DeviceAuthorizationResponse = {
  device_code: 'secret-device-code',
  user_code: 'WDJBM-JHTKX-T',
  verification_uri: 'http://localhost:3000/q',
  verification_uri_complete: 'HTTPS://LOCALHOST:3000/Q/ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF',
  expires_in: 300,
};

describe('What the television shows', () => {
  const shown = async (columns: number | undefined, isTTY = columns !== undefined): Promise<string> => {
    let written = '';
    const write = (text: string): unknown => (written += text);
    const options = {
      broker: new URL('http://localhost:3000'),
      events: false,
      background: 'dark',
      language: 'en',
    } as const;
    const screen = new Screen({ isTTY, ...(columns && { columns }), hasColors: () => true, write }, options);
    await screen.show(ASKED);
    screen.end('over');
    return written;
  };
  const widest = (text: string): number =>
    // eslint-disable-next-line no-control-regex
    Math.max(...text.split('\n').map((line) => line.replaceAll(/\u001b\[[\d;?]*[a-zA-Z]|\r/g, '').length));

  it.each([
    ['beside the code, in a common window', 80],
    ['below it, in a narrow one', 60],
    ['without it, where it has no room', 30],
  ])('the typed code stands %s: %i columns', async (_, columns) => {
    const text = await shown(columns);
    expect(text).toContain('WDJBM-JHTKX-T');
    expect(text.includes('38;5;16')).toBe(columns >= 37);
    if (columns >= 37) expect(widest(text)).toBeLessThanOrEqual(columns);
    else expect(text).toContain('too narrow');
    // Neither the cursor nor the clock stays behind.
    expect(text).toContain('\u001b[?25l');
    expect(text.endsWith('\u001b[?25hover\n')).toBe(true);
  });

  it('writes nothing but text where nobody sees colours, and never the device code', async () => {
    const text = await shown(undefined);
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain(ASKED.device_code);
    expect(text).toMatch(/Waiting for the phone …\nover\n$/);
  });
});
