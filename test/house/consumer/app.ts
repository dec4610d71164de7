/** An app: with the platform's `fetch`, and with one that a mini program puts together. */
import { PhoneClient, PhoneError, type PhoneErrorCode, type PhoneFetch } from '@saoma/mobile';
import type { Consent, Decision, ScanOutcome } from '@saoma/protocol';

const broker = 'https://pass.example.cn';
const accessToken = (): Promise<string> => Promise.resolve('token');

const miniProgramFetch: PhoneFetch = (url, { method, headers, body }) =>
  Promise.resolve({
    status: url.length + method.length + Object.keys(headers).length + (body?.length ?? 0),
    headers: { get: () => null },
    text: () => Promise.resolve(''),
  });

const phone = new PhoneClient({ broker, fetch, accessToken, proof: (...about) => sign(...about) });
const program = new PhoneClient({ broker, fetch: miniProgramFetch, accessToken });
// @ts-expect-error -- an app has a token, or it is no app
new PhoneClient({ broker, fetch });
// @ts-expect-error -- `fetch` is given: a library that takes it from the air runs in no mini program
new PhoneClient({ broker, accessToken });

export async function confirm(text: string, ask: (view: Consent) => Promise<boolean>): Promise<Decision> {
  const view = await phone.scan(text);
  // @ts-expect-error -- what the person must see is not what an app may change
  view.portal.domain = 'elsewhere.example';
  // @ts-expect-error -- one of the two reasons that the page tells in words
  void phone.deny(view, 'changed my mind');
  // @ts-expect-error -- no decision without the nonce of the view
  void phone.approve({ session_id: view.session_id });
  return (await ask(view)) ? phone.approve(view, { signal: AbortSignal.timeout(1) }) : phone.deny(view, 'declined');
}

export function sorted(text: string): string {
  const scanned = program.parse(text);
  switch (scanned.kind) {
    case 'ours':
      return scanned.code.sessionId;
    case 'user_code':
      return scanned.userCode;
    case 'other_broker':
      return scanned.origin;
    case 'not_ours':
      return '';
  }
}

export async function begin(): Promise<readonly Consent[]> {
  try {
    return (await phone.requests()).requests;
  } catch (error) {
    if (!(error instanceof PhoneError)) throw error;
    const code: PhoneErrorCode = error.code;
    console.log(code);
    return [];
  }
}

export async function tidyUp(handle: string): Promise<void> {
  for (const { id, portal, last_seen_ms_ago: seen } of await phone.desktops()) {
    if (portal.domain === 'etax.example.cn' && seen > 60_000) await phone.signOut(id);
  }
  await phone.signOutAll({ reason: 'not_me' });
  // @ts-expect-error -- one of the two reasons that the protocol knows
  await phone.signOutAll({ reason: 'because' });
  const [sent] = (await phone.requests()).sent;
  // @ts-expect-error -- what was sent is opened before it is decided
  if (sent) await phone.approve(sent);
  if (sent) await phone.approve(await phone.open(sent.session_id));
  await phone.registerNotifications(handle);
  await phone.chooseRequestCode(null);
}

export const followed: Promise<void> = phone.follow('ABCDEFGHIJKLMNOPQRSTUVWXYZ', (outcome: ScanOutcome) => {
  console.log(outcome.state, outcome.reason);
});

function sign(method: string, url: string, token: string, nonce?: string): Promise<string> {
  return Promise.resolve(`${method} ${url} ${token} ${nonce ?? ''}`);
}
