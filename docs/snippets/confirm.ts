import { PhoneClient, type PhoneClientOptions } from '@saoma/mobile';
import type { Consent, Decision } from '@saoma/protocol';

/** `options`: the broker, `fetch`, your app’s access token, and proofs and signatures of the phone’s key. */
export async function confirm(
  options: PhoneClientOptions,
  code: string,
  ask: (view: Consent) => Promise<boolean>,
): Promise<Decision> {
  const phone = new PhoneClient(options);
  const view = await phone.scan(code);
  return (await ask(view)) ? phone.approve(view) : phone.deny(view, 'declined');
}
