import { correction, generate, mode } from 'lean-qr';

/** Modules of white on each side that decoders rely on (ISO/IEC 18004 §6.3.8). */
const QUIET_ZONE = 4;
/** What a code holds in 5.5 bits a character instead of 8 (ISO/IEC 18004 §7.3.4). */
const ALPHANUMERIC = /^[\dA-Z $%*+\-./:]*$/;

/** A drawing of a code, quiet zone included. */
export interface QrDrawing {
  /** Units on each side of the square. */
  readonly modules: number;
  /** `d` of one SVG path: the dark modules, row by row. */
  readonly path: string;
}

/** A code as one SVG path at level M, in the smallest version that its text needs: alphanumeric where the text is. */
export function drawQr(text: string): QrDrawing {
  const content = ALPHANUMERIC.test(text) ? mode.alphaNumeric(text) : mode.bytes(new TextEncoder().encode(text));
  const code = generate(content, { minCorrectionLevel: correction.M, maxCorrectionLevel: correction.M });
  let path = '';
  for (let y = 0; y < code.size; y += 1) {
    for (let x = 0; x < code.size; x += 1) {
      const from = x;
      while (code.get(x, y)) x += 1;
      if (x > from) path += `M${from + QUIET_ZONE} ${y + QUIET_ZONE}h${x - from}v1h${from - x}z`;
    }
  }
  return { modules: code.size + 2 * QUIET_ZONE, path };
}
