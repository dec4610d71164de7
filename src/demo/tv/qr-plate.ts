import { toString } from 'qrcode';

/** Modules around the code that stay white (ISO/IEC 18004 §6.3.8). */
const QUIET_ZONE = 4;

/** Black on white of the 256 colours: unlike the first sixteen, no theme repaints them. */
const BLACK_ON_WHITE = '\u001b[38;5;16;48;5;231m';
const RESET = '\u001b[0m';

/** With what a terminal can paint: two colours of ours, or its own on a background that is dark or light. */
export type Paint = 'colours' | 'on dark' | 'on light';

/**
 * A QR code in half blocks, two modules to a character, on a white plate whatever the terminal's own colours are. All
 * lines are equally wide.
 */
export async function qrPlate(text: string, paint: Paint): Promise<readonly string[]> {
  const white = '#ffffff';
  const black = '#000000';
  const drawing = await toString(text, {
    type: 'utf8',
    errorCorrectionLevel: 'M',
    margin: QUIET_ZONE,
    // On dark ground what is written is light: there the plate is written and the code left out.
    ...(paint === 'on dark' && { color: { dark: white, light: black } }),
  });
  const lines = drawing.split('\n');
  return paint === 'colours' ? lines.map((line) => BLACK_ON_WHITE + line + RESET) : lines;
}

/** How many characters wide it is. */
export const widthOf = (plate: readonly string[]): number =>
  (plate[0] ?? '').replace(BLACK_ON_WHITE, '').replace(RESET, '').length;
