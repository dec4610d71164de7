import { frameIndex, frameMessage, frameText, type QrParameters } from '@saoma/protocol';
import { LoginProblem } from './login-problem.js';

/** Makes the frames of one session's code in the page, so that the code's change costs the server nothing. */
export class Frames {
  readonly #url: string;
  readonly #key: Promise<CryptoKey>;

  /** @throws LoginProblem `insecure_context` on a page without HTTPS: browsers give it no cryptography */
  constructor({ url, frame_key }: QrParameters) {
    if (!globalThis.crypto?.subtle) throw new LoginProblem('insecure_context');
    this.#url = url;
    this.#key = crypto.subtle.importKey('raw', fromBase64url(frame_key), { name: 'HMAC', hash: 'SHA-256' }, false, [
      'sign',
    ]);
    // It is awaited with the first frame; until then a broken key must not count as an unhandled rejection.
    this.#key.catch(() => undefined);
  }

  /** The text of the code so many milliseconds after the session began. */
  async textAt(elapsedMs: number): Promise<string> {
    const message = frameMessage(frameIndex(elapsedMs));
    const mac = await crypto.subtle.sign('HMAC', await this.#key, message);
    return this.#url + frameText(new Uint8Array(mac));
  }
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const bytes = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(bytes, (character) => character.charCodeAt(0));
}
