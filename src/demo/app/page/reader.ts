import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

// By default the package fetches its WebAssembly from a content delivery network.
prepareZXingModule({ overrides: { locateFile: (name: string) => new URL(name, import.meta.url).href } });

/** The text of the QR code in a picture, if there is one. */
export async function readPicture(picture: ImageData | Blob): Promise<string | undefined> {
  const [found] = await readBarcodes(picture, { formats: ['QRCode'], maxNumberOfSymbols: 1 });
  return found?.text;
}
