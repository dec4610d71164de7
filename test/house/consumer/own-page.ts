/** A portal's page that draws everything itself. */
import { LoginClient, type LoginState, startAt, startDirectly } from '@saoma/browser';
import type { RefusedScan, StartRequest, UserCodeAlphabet } from '@saoma/protocol';

const request: StartRequest = {
  client_id: 'etax',
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
};
const controller = new AbortController();

const client = new LoginClient({
  start: startAt('/login/start'),
  signal: controller.signal,
  fetch: (input, init) => fetch(input, init),
  autoExtend: () => document.visibilityState === 'visible',
});
new LoginClient({ start: startDirectly('https://pass.example.cn', request) }).start();
// @ts-expect-error -- a client cannot begin without a start
new LoginClient({});
// @ts-expect-error -- only S256: a plain challenge protects nothing
startDirectly('https://pass.example.cn', { ...request, code_challenge_method: 'plain' });

const unsubscribe: () => void = client.subscribe(() => {
  const state: LoginState = client.getSnapshot();
  const apps: readonly string[] = state.apps.map(({ names }) => names.zh);
  const refused: RefusedScan | undefined = state.refused;
  const text: string | undefined = state.userCode?.text;
  console.log(apps, refused, text, state.qrText?.length, state.reason === 'not_completed');
  // @ts-expect-error -- a state is looked at, never changed
  state.phase = 'approved';
  // @ts-expect-error -- there may be no code to draw
  console.log(state.qrText.length);
});
const alphabet: UserCodeAlphabet = 'digits';
client.askUserCode(alphabet);
// @ts-expect-error -- letters or digits
client.askUserCode('words');
client.resync();
client.extend();
client.restart();
client.cancel();
client.stop();

export { unsubscribe };
