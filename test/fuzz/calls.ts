import { codeShown } from '../flows/bare-page.js';
import { type Door, NOBODY, REDIRECT_URI, type Scene, type Stage } from './stage.js';

/** One way in which a call succeeds: at whose door, and with what before it. */
export interface Way {
  readonly by: Door;
  /** Every other time its page has a key. */
  readonly scene?: (stage: Stage, isKeyed: boolean) => Promise<Scene>;
  /** How often it is tried, where that takes long. */
  readonly times?: number;
}

/** Members that only backends may send, and what only some sessions may ask for. */
const FOR_BACKENDS = ['desktop', 'login_hint', 'required_amr', 'required_acr', 'max_age', 'text', 'life_ms'] as const;
const NONE_OF = (...names: readonly string[]): Record<string, undefined> =>
  Object.fromEntries(names.map((name) => [name, undefined]));

const fixed = (scene: Scene) => (): Promise<Scene> => Promise.resolve(scene);

type Arrange = NonNullable<Way['scene']>;

const waiting: Arrange = (stage, isKeyed) => stage.waiting(isKeyed);
/** Nobody waits here for real: revision 0 is old. */
const polling: Arrange = async (stage, isKeyed) => ({
  ...(await stage.waiting(isKeyed)),
  known: { rev: 0, wait_ms: 10 },
});
const shown: Arrange = async (stage, isKeyed) => {
  const { page } = await stage.waiting(isKeyed);
  return { page, known: { qr: codeShown(page.session.qr), user_code: undefined } };
};
const typed: Arrange = async (stage, isKeyed) => {
  const { page } = await stage.waiting(isKeyed);
  const { user_code } = (await stage.command(page, '/user-code', {})) as { readonly user_code?: string };
  return { page, known: { qr: undefined, user_code } };
};
const scanned: Arrange = (stage, isKeyed) => stage.scanned(isKeyed);
const undecided: Arrange = async (stage, isKeyed) => {
  const { known, ...scene } = await stage.scanned(isKeyed);
  return { ...scene, known: { ...known, identity: 'self' } };
};
/** What the phone signed is an approval; a denial needs nothing of the kind. */
const unsigned: Arrange = async (stage, isKeyed) => {
  const { known, ...scene } = await stage.scanned(isKeyed);
  return { ...scene, known: { ...known, statement: undefined } };
};
/** The other channel is not set up. */
const reachable: Arrange = async (stage, isKeyed) => ({
  ...(await stage.reachable(isKeyed)),
  known: { channel: 'sms' },
});
const nobody = fixed({ id: NOBODY });

/** How each call of the OpenAPI document succeeds. A new endpoint is red until it is here. */
export const CALLS: Readonly<Record<string, readonly Way[]>> = {
  'get /health/live': [{ by: 'nobody' }],
  'get /health/ready': [{ by: 'nobody' }],
  'get /problems/{code}': [{ by: 'nobody', scene: fixed({ id: 'slow_down' }) }],

  'post /v1/sessions': [
    {
      by: 'site',
      scene: fixed({
        known: {
          ...{ client_id: 'etax', redirect_uri: REDIRECT_URI, purpose: 'login' },
          ...NONE_OF(...FOR_BACKENDS, 'identity_types', 'approvers', 'contacts'),
        },
      }),
    },
    {
      by: 'backend',
      scene: fixed({
        known: {
          ...{ client_id: 'etax', redirect_uri: REDIRECT_URI, login_hint: [{ realm: 'etax', sub: 'somebody' }] },
          ...NONE_OF('approvers', 'contacts'),
        },
      }),
    },
  ],
  'get /v1/sessions/{session_id}': [
    {
      by: 'page',
      scene: polling,
    },
  ],
  'get /v1/sessions/{session_id}/events': [{ by: 'page', scene: waiting }],
  // Jest runs what draws it a hundred times slower than Node does.
  'get /v1/sessions/{session_id}/qr.png': [{ by: 'page', scene: waiting, times: 4 }],
  'get /v1/sessions/{session_id}/qr.svg': [{ by: 'page', scene: waiting }],
  'post /v1/sessions/{session_id}/cancel': [{ by: 'page', scene: waiting }],
  'post /v1/sessions/{session_id}/check': [{ by: 'page', scene: (stage, isKeyed) => stage.checking(isKeyed) }],
  'post /v1/sessions/{session_id}/extend': [{ by: 'page', scene: waiting }],
  'post /v1/sessions/{session_id}/one-time-code': [{ by: 'page', scene: reachable }],
  'post /v1/sessions/{session_id}/prove': [{ by: 'page', scene: (stage, isKeyed) => stage.messaged(isKeyed) }],
  'post /v1/sessions/{session_id}/user-code': [{ by: 'page', scene: waiting }],

  'post /v1/scans': [
    {
      by: 'phone',
      scene: shown,
    },
    {
      by: 'phone',
      scene: typed,
    },
  ],
  'get /v1/scans/{session_id}': [{ by: 'phone', scene: scanned }],
  'post /v1/scans/{session_id}/approve': [
    {
      by: 'phone',
      scene: undecided,
    },
  ],
  'post /v1/scans/{session_id}/check': [{ by: 'phone', scene: (stage, isKeyed) => stage.checkingLonger(isKeyed) }],
  'post /v1/scans/{session_id}/deny': [
    {
      by: 'phone',
      scene: unsigned,
    },
  ],
  'get /v1/requests': [{ by: 'phone' }],
  'post /v1/requests/{session_id}': [{ by: 'phone', scene: (stage) => stage.requested() }],
  'get /v1/desktops': [{ by: 'phone' }],
  'delete /v1/desktops': [{ by: 'phone' }],
  'delete /v1/desktops/{id}': [{ by: 'phone', scene: (stage, isKeyed) => stage.signedIn(isKeyed) }],
  'put /v1/notifications': [{ by: 'phone' }],
  'delete /v1/notifications': [{ by: 'phone' }],
  'put /v1/request-code': [{ by: 'phone' }],
  'delete /v1/request-code': [{ by: 'phone' }],

  'get /v1/coverage': [{ by: 'operator', scene: fixed({ known: { client_id: 'etax' } }) }],
  'get /v1/operator/desktops/{desktop}': [{ by: 'operator', scene: nobody }],
  'get /v1/operator/sessions/{session_id}': [{ by: 'operator', scene: waiting }],
  'get /v1/operator/subjects/{subject}': [{ by: 'operator', scene: nobody }],
  'post /v1/operator/desktops': [{ by: 'operator' }],
  'post /v1/operator/desktops/{desktop}/unblock': [{ by: 'operator', scene: nobody }],
  'post /v1/operator/sessions/{session_id}/end': [{ by: 'operator', scene: waiting }],
  'post /v1/operator/subjects': [
    { by: 'operator', scene: fixed({ known: { client_id: undefined, login_hint: { realm: 'etax', sub: 'nobody' } } }) },
  ],
  'post /v1/operator/subjects/{subject}/lock': [{ by: 'operator', scene: nobody }],
  'post /v1/operator/subjects/{subject}/unlock': [{ by: 'operator', scene: nobody }],
};

/** One call of the OAuth library’s, which the document does not describe. */
export interface OAuthCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** With which it succeeds, once its portal has proved itself. */
  readonly form: (stage: Stage) => Promise<Readonly<Record<string, string>>>;
}

const authorization = async ({ etax }: Stage): Promise<Record<string, string>> => ({
  ...((await etax.begin()) as unknown as Record<string, string>),
  ...{ response_type: 'code', scope: 'openid' },
});
const none = (): Promise<Record<string, string>> => Promise.resolve({});

let people = 0;
/** No one is asked often. */
function somebodyElse(): Promise<Record<string, string>> {
  people += 1;
  return Promise.resolve({ scope: 'openid', login_hint: `account:B-${String(people)}` });
}

export const OAUTH: readonly OAuthCall[] = [
  {
    method: 'POST',
    path: '/token',
    form: () => Promise.resolve({ grant_type: 'client_credentials', scope: 'sessions' }),
  },
  { method: 'POST', path: '/par', form: authorization },
  { method: 'POST', path: '/device_authorization', form: () => Promise.resolve({ scope: 'openid' }) },
  {
    method: 'POST',
    path: '/bc-authorize',
    form: somebodyElse,
  },
  { method: 'POST', path: '/introspect', form: async (stage) => ({ token: await stage.accessToken() }) },
  { method: 'POST', path: '/revoke', form: async (stage) => ({ token: await stage.signedInToken() }) },
  { method: 'GET', path: '/authorize', form: authorization },
  { method: 'GET', path: '/logout', form: none },
  { method: 'GET', path: '/.well-known/openid-configuration', form: none },
  { method: 'GET', path: '/jwks', form: none },
];
