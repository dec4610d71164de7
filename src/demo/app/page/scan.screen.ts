import { type PhoneClient, PhoneError } from '@saoma/mobile';
import { look, type NoPicture, openCamera, openScreen } from './camera.js';
import { button, element, show } from './screen.js';
import { inLanguage, texts } from './texts.js';

/** The text of a code; or why there is none, in words; or nothing, because the person went back. */
export type Scan = { readonly text: string } | { readonly notice: string } | undefined;

/** A code that was seen before and is of no use any more: it is looked past, with this remark. */
export interface Passed {
  readonly text: string;
  readonly remark: string;
}

interface ScanOptions {
  readonly passed?: Passed | undefined;
  /** Aborted when nobody needs the code any more. */
  readonly signal?: AbortSignal;
}

const NO_PICTURE: Readonly<Record<'camera' | 'screen', Readonly<Record<NoPicture, string>>>> = {
  camera: { refused: texts.cameraRefused, absent: texts.cameraAbsent },
  screen: { refused: texts.screenRefused, absent: texts.screenRefused },
};

/** Which code does the picture show? Goes on looking past codes that are not for sign-in here, and says so. */
export async function scanPicture(
  source: 'camera' | 'screen',
  phone: PhoneClient,
  { passed, signal }: ScanOptions = {},
): Promise<Scan> {
  const picture = await (source === 'camera' ? openCamera() : openScreen());
  if (typeof picture === 'string') return { notice: NO_PICTURE[source][picture] };

  const left = new AbortController();
  signal?.addEventListener('abort', () => left.abort());
  if (signal?.aborted) left.abort();
  const video = element('video', { playsinline: '', muted: '', autoplay: '', 'aria-hidden': 'true' });
  video.muted = true;
  const remark = element('p', { class: 'remark', role: 'status' }, passed?.remark);
  show(
    'scan',
    element('h1', {}, source === 'camera' ? texts.point : texts.pointScreen),
    element('div', { class: 'finder' }, video),
    remark,
    button(texts.back, 'plain', () => left.abort()),
  );
  const take = (text: string): boolean => {
    const { kind } = phone.parse(text);
    if (kind === 'ours') return text !== passed?.text;
    // A picture of a typed code does not change every ten seconds as ours do, and may be anybody's thirteen digits.
    const told = kind === 'user_code' ? 'not_ours' : kind;
    remark.textContent = inLanguage(new PhoneError(told, 'seen by the camera').tell);
    return false;
  };
  try {
    const text = await look(video, picture, take, left.signal);
    if (left.signal.aborted) return undefined;
    return text === undefined ? { notice: texts.pictureEnded } : { text };
  } finally {
    picture.stop();
  }
}
