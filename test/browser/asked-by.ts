import type { Consent, Decision, Problem, ProblemCode } from '@saoma/protocol';
import { PROBLEMS, problem } from '@saoma/protocol';
import type { PhonePage } from './phone-page.js';

const VIEW: Consent = {
  session_id: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  rev: 2,
  state: 'scanned',
  client_id: 'etax',
  sub: 'sub-of-zhang',
  portal: { names: { zh: '云海省电子税务局', en: 'Yunhai Provincial e-Tax Bureau' }, domain: 'etax.example.cn' },
  purpose: 'verify',
  purpose_text: { zh: '核实身份，不会登录', en: 'Prove who you are, without signing in' },
  app: { names: { zh: '电子税务局 App', en: 'e-Tax app' }, channel: 'app' },
  identities: [{ id: 'self', type: 'person', name: '张伟' }],
  effect_text: { zh: '核实身份，不会登录', en: 'Proves who you are; signs nobody in' },
  nearness: { verdict: 'unknown', reasons: [] },
  via: 'user_code',
  flow: 'code',
  desktop: { browser: 'Edge 140', system: 'Windows 10', address: '127.0.0.*', known: 'new', started_ms_ago: 8_000 },
  consent_nonce: 'nonce',
  expires_in_ms: 120_000,
};

/** What a phone sent the broker's stand-in with its decisions, oldest first. */
export interface Asked {
  readonly decisions: readonly { readonly to: string; readonly token: string; readonly body: unknown }[];
}

type Answer = Decision['state'] | Pick<Decision, 'state' | 'approvals'> | ProblemCode;

/**
 * Stands in for the broker towards one phone, which has not been reloaded: every code leads to the same view, and
 * approvals are answered in turn, the last answer again and again.
 */
export async function askedBy(phone: PhonePage, view: Partial<Consent>, ...answers: readonly Answer[]): Promise<Asked> {
  const decisions: Asked['decisions'][number][] = [];
  const left = [...answers];
  await phone.page.route('**/v1/**', async (route) => {
    const request = route.request();
    const to = new URL(request.url()).pathname.split('/').at(-1) ?? '';
    if (to === 'scans') return route.fulfill({ json: { ...VIEW, ...view } });
    if (to === 'notifications') return route.fulfill({ status: 204 });
    if (to === 'requests') return route.fulfill({ json: { requests: [], sent: [] } });
    if (request.method() === 'GET') {
      const [state] = left.slice(-1);
      // Whose approval others must complete holds the session no more.
      const isOver = typeof state === 'object' || state === 'pending';
      const outcome = { session_id: VIEW.session_id, rev: 3, state: 'approved', expires_in_ms: 60_000 };
      return isOver ? refuse('session_not_found') : route.fulfill({ json: outcome });
    }
    const token = (request.headers()['authorization'] ?? '').replace(/^DPoP /, '');
    decisions.push({ to, token, body: request.postDataJSON() });
    const answer = to === 'deny' ? 'denied' : ((left.length > 1 ? left.shift() : left[0]) ?? 'approved');
    if (typeof answer === 'string' && answer in PROBLEMS) return refuse(answer as ProblemCode);
    const decision = typeof answer === 'string' ? { state: answer } : answer;
    return route.fulfill({ json: { session_id: VIEW.session_id, ...decision } });

    function refuse(code: ProblemCode): Promise<void> {
      const body: Problem = problem(code, 'https://broker.test', { required_amr: ['face', 'mfa'] });
      return route.fulfill({ status: PROBLEMS[code].status, json: body });
    }
  });
  await phone.enter('WDJBM-JHTKX-T');
  await phone.screen('consent').waitFor();
  return { decisions };
}
