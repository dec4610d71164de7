import { type Paint, qrPlate, widthOf } from './qr-plate.js';
import { readHalfBlocks } from '../../../test/browser/tv-program.js';

const TEXT = 'HTTPS://LOCALHOST:3000/Q/ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF';

describe('A QR code in a terminal', () => {
  it.each([
    // Colours of its own: black written on white, on whatever terminal.
    ['colours', 'light'],
    ['on dark', 'dark'],
    ['on light', 'light'],
  ] as const)('%s is read by two decoders', async (paint, ground) => {
    const plate = (await qrPlate(TEXT, paint)).map(bare);
    expect(await readHalfBlocks(plate.join('\n'), ground)).toBe(TEXT);
  });

  it.each([
    ['colours', ' '],
    ['on dark', '█'],
    ['on light', ' '],
  ] as const)('%s has four modules of white on every side', async (paint: Paint, white) => {
    const plate = (await qrPlate(TEXT, paint)).map(bare);
    const sides = plate.flatMap((line) => [line.slice(0, 4), line.slice(-4)]);
    const ends = [...plate.slice(0, 2), ...plate.slice(-2)];
    expect(new Set(sides)).toEqual(new Set([white.repeat(4)]));
    expect(new Set(ends)).toEqual(new Set([white.repeat(widthOf(plate))]));
  });

  it('paints all of the plate with colours that no theme changes', async () => {
    const plate = await qrPlate(TEXT, 'colours');
    expect(plate).toEqual(plate.map((line) => `\u001b[38;5;16;48;5;231m${bare(line)}\u001b[0m`));
    expect(widthOf(plate)).toBe(37);
  });
});

// eslint-disable-next-line no-control-regex
const bare = (line: string): string => line.replaceAll(/\u001b\[[\d;]*m/g, '');
