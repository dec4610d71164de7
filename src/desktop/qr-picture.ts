import QRCode from 'qrcode';

/** A code's picture, made here: for pages without script. */
export interface QrPicture {
  readonly type: 'image/svg+xml' | 'image/png';
  readonly body: string | Buffer;
}

/** White plate, four modules of quiet zone, level M; one segment and a fixed mask spare the encoder its search. */
const LOOK = { errorCorrectionLevel: 'M', margin: 4, maskPattern: 2 } as const;

/** Pixels a module takes in the PNG. */
const PNG_SCALE = 8;

/** @param text must be within the alphanumeric set (ISO/IEC 18004 §7.4.4), as the QR text is. */
export async function drawQr(text: string, format: 'svg' | 'png'): Promise<QrPicture> {
  const segments = [{ data: text, mode: 'alphanumeric' as const }];
  return format === 'svg'
    ? { type: 'image/svg+xml', body: await QRCode.toString(segments, { ...LOOK, type: 'svg' }) }
    : { type: 'image/png', body: await QRCode.toBuffer(segments, { ...LOOK, type: 'png', scale: PNG_SCALE }) };
}
