/** Between two looks: a person cannot hold a phone stiller than this, and the battery is theirs. */
const LOOK_MS = 150;

/** Why there is no picture to look at. */
export type NoPicture = 'refused' | 'absent';

export interface Picture {
  readonly stream: MediaStream;
  stop(): void;
}

/** The back camera where there is one; any other otherwise. */
export function openCamera(): Promise<Picture | NoPicture> {
  const facingMode = 'environment';
  return open((devices) => devices.getUserMedia({ video: { facingMode, width: { ideal: 1280 } }, audio: false }));
}

/** A window or screen that the person picks: for a sign-in page that is on the same machine as this one. */
export function openScreen(): Promise<Picture | NoPicture> {
  return open((devices) => devices.getDisplayMedia({ video: true, audio: false }));
}

/** Phones cannot, and no page without a secure origin. */
export function canReadScreen(): boolean {
  return 'mediaDevices' in navigator && 'getDisplayMedia' in navigator.mediaDevices;
}

async function open(ask: (devices: MediaDevices) => Promise<MediaStream>): Promise<Picture | NoPicture> {
  if (!('mediaDevices' in navigator)) return 'absent';
  try {
    const stream = await ask(navigator.mediaDevices);
    return { stream, stop: () => stream.getTracks().forEach((track) => track.stop()) };
  } catch (error) {
    return error instanceof DOMException && error.name === 'NotAllowedError' ? 'refused' : 'absent';
  }
}

/** The text of the code in a picture. The reader is large, so it is fetched when it is first needed. */
export function textIn(picture: ImageData | Blob): Promise<string | undefined> {
  return import('./reader.js').then(({ readPicture }) => readPicture(picture));
}

/**
 * Looks at the moving picture until a QR code is in it, and goes on looking while `take` does not want what it says.
 * Resolves to `undefined` when aborted or when the picture ends.
 */
export async function look(
  video: HTMLVideoElement,
  { stream }: Picture,
  take: (text: string) => boolean,
  signal: AbortSignal,
): Promise<string | undefined> {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  video.srcObject = stream;
  // Rejects when the screen is left before the first picture came; the loop below sees to that.
  await video.play().catch(() => undefined);
  while (context && !signal.aborted && stream.active) {
    if (video.videoWidth > 0) {
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
      context.drawImage(video, 0, 0);
      const text = await textIn(context.getImageData(0, 0, canvas.width, canvas.height));
      if (text !== undefined && take(text)) return text;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return undefined;
}
