import { PhoneClient, type PhoneClientOptions, PhoneError, tellOutcome } from '@saoma/mobile';
import type { Consent, LocalizedText } from '@saoma/protocol';

/** `code`: what was scanned, typed or opened; none when the app starts. */
export async function serve(
  options: PhoneClientOptions,
  ask: (view: Consent) => Promise<boolean>,
  show: (text: LocalizedText) => void,
  code?: string,
) {
  const phone = new PhoneClient(options);
  try {
    const view = code === undefined ? await waiting(phone) : await phone.scan(code);
    if (!view) return;
    if (await ask(view)) await phone.approve(view);
    else await phone.deny(view, 'declined');
    await phone.follow(view.session_id, (outcome) => show(tellOutcome(outcome)));
  } catch (error) {
    if (!(error instanceof PhoneError)) throw error;
    show(error.tell);
  }
}

/** What this phone claimed and did not decide comes first, then what a portal sent. */
async function waiting(phone: PhoneClient): Promise<Consent | undefined> {
  const {
    requests: [claimed],
    sent: [sent],
  } = await phone.requests();
  return claimed ?? (sent && (await phone.open(sent.session_id)));
}
