import { PROBLEMS, type StartAnswer } from '@saoma/protocol';
import type { PhoneDevice, RawAnswer } from '@saoma/testing';
import fc from 'fast-check';
import { LI, startWorld, type World } from '../broker/world.js';
import { codeShown } from '../flows/bare-page.js';
import { bodyOf, type Schema, type Schemas, SPOILT } from './arbitrary-of.js';
import { runs, SEEDS } from './runs.js';
import { send, type Told } from './send.js';

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Schemas };
}

/** The shipped client throws what is no success. */
const ok = (done: Promise<unknown>): Promise<{ readonly status: number }> => done.then(() => ({ status: 200 }));

const REASON = { reason: 'asked for by telephone' };

/** How each call succeeds. A new endpoint is red until it is here, or says in {@link ELSEWHERE} where it does. */
const SUCCEEDS: Readonly<Record<string, (stage: Stage) => Promise<{ readonly status: number }>>> = {
  'delete /v1/desktops': ({ phone }) => phone.call('DELETE', '/v1/desktops'),
  'delete /v1/notifications': ({ phone }) => phone.call('DELETE', '/v1/notifications'),
  'delete /v1/request-code': ({ phone }) => phone.call('DELETE', '/v1/request-code'),
  'get /health/live': (stage) => stage.bare('GET', '/health/live'),
  'get /health/ready': (stage) => stage.bare('GET', '/health/ready'),
  'get /problems/{code}': (stage) => stage.bare('GET', '/problems/slow_down'),
  'get /v1/coverage': (stage) => stage.operator('GET', '/v1/coverage'),
  'get /v1/desktops': ({ phone }) => phone.call('GET', '/v1/desktops'),
  'get /v1/operator/desktops/{desktop}': (stage) => stage.operator('GET', `/v1/operator/desktops/${stage.subject}`),
  'get /v1/operator/sessions/{session_id}': (stage) =>
    stage.operator('GET', `/v1/operator/sessions/${stage.session.session_id}`),
  'get /v1/operator/subjects/{subject}': (stage) => stage.operator('GET', `/v1/operator/subjects/${stage.subject}`),
  'get /v1/requests': ({ phone }) => phone.call('GET', '/v1/requests'),
  'get /v1/scans/{session_id}': (stage) => stage.scanned((path) => stage.phone.call('GET', path)),
  'get /v1/sessions/{session_id}': (stage) => stage.desktop('GET', ''),
  'get /v1/sessions/{session_id}/events': (stage) => stage.desktop('GET', '/events'),
  'get /v1/sessions/{session_id}/qr.png': (stage) => stage.desktop('GET', '/qr.png'),
  'get /v1/sessions/{session_id}/qr.svg': (stage) => stage.desktop('GET', '/qr.svg'),
  'post /v1/operator/desktops': (stage) =>
    stage.operator('POST', '/v1/operator/desktops', { desktop_jkt: stage.subject }),
  'post /v1/operator/desktops/{desktop}/unblock': (stage) =>
    stage.operator('POST', `/v1/operator/desktops/${stage.subject}/unblock`, REASON),
  'post /v1/operator/sessions/{session_id}/end': (stage) =>
    stage.operator('POST', `/v1/operator/sessions/${stage.session.session_id}/end`, REASON),
  'post /v1/operator/subjects': (stage) =>
    stage.operator('POST', '/v1/operator/subjects', { login_hint: { realm: 'etax', sub: 'nobody' } }),
  'post /v1/operator/subjects/{subject}/lock': (stage) =>
    stage.operator('POST', `/v1/operator/subjects/${stage.subject}/lock`, REASON),
  'post /v1/operator/subjects/{subject}/unlock': (stage) =>
    stage.operator('POST', `/v1/operator/subjects/${stage.subject}/unlock`, REASON),
  'post /v1/scans': ({ phone, session }) => phone.call('POST', '/v1/scans', { qr: codeShown(session.qr) }),
  'post /v1/scans/{session_id}/approve': async ({ phone, session }) => {
    await phone.scan(codeShown(session.qr));
    return ok(phone.approve());
  },
  'post /v1/scans/{session_id}/deny': async ({ phone, session }) => {
    await phone.scan(codeShown(session.qr));
    return ok(phone.deny());
  },
  'post /v1/sessions': async ({ world }) => ({ status: (await world.session()).session_id ? 201 : 0 }),
  'post /v1/sessions/{session_id}/cancel': (stage) => stage.desktop('POST', '/cancel', {}),
  'post /v1/sessions/{session_id}/extend': (stage) => stage.desktop('POST', '/extend', {}),
  'post /v1/sessions/{session_id}/user-code': (stage) => stage.desktop('POST', '/user-code', {}),
  'put /v1/request-code': ({ phone }) => phone.call('PUT', '/v1/request-code', { user_code: '4711' }),
};

/** What needs a world of its own to succeed, and the spec that has it. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'delete /v1/desktops/{id}': 'test/flows/desktops.spec.ts',
  'post /v1/requests/{session_id}': 'test/flows/ciba.spec.ts',
  'post /v1/scans/{session_id}/check': 'test/flows/check-code.spec.ts',
  'post /v1/sessions/{session_id}/check': 'test/flows/check-code.spec.ts',
  'post /v1/sessions/{session_id}/one-time-code': 'test/flows/one-time-code.spec.ts',
  'post /v1/sessions/{session_id}/prove': 'test/flows/one-time-code.spec.ts',
  'put /v1/notifications': 'test/flows/requests.spec.ts',
};

/** Endpoints of the OAuth library, which the document does not describe. */
const OAUTH = [
  ...['/token', '/par', '/device_authorization', '/bc-authorize', '/introspect', '/revoke', '/userinfo'],
  ...['/authorize', '/logout', '/.well-known/openid-configuration', '/jwks'],
] as const;

const OAUTH_MEMBERS = [
  ...['grant_type', 'code', 'code_verifier', 'redirect_uri', 'client_id', 'scope', 'device_code', 'auth_req_id'],
  ...['login_hint', 'token', 'request', 'request_uri', 'response_type', 'id_token_hint', 'binding_message', 'purpose'],
] as const;

const OFTEN = '1000000000';
const LIMITLESS = {
  LIMIT_STARTS_PER_PREFIX: OFTEN,
  LIMIT_CALLS_PER_PHONE_KEY: OFTEN,
  LIMIT_SCANS_PER_PERSON: OFTEN,
  LIMIT_FAILURES_PER_PERSON: OFTEN,
};

/** A broker, somebody of each door, a session to be spoilt, and sessions of others that have nothing to do with it. */
class Stage {
  session!: StartAnswer;
  /** As persons and computers are named: nobody’s. */
  readonly subject = 'A'.repeat(43);
  #bystanders: readonly StartAnswer[] = [];
  #before = '';
  /** What none of the answers may have in it. */
  readonly secrets: string[] = [];

  private constructor(
    readonly world: World,
    readonly document: Document,
    readonly phone: PhoneDevice,
    private readonly other: PhoneDevice,
  ) {}

  static async open(): Promise<Stage> {
    const world = await startWorld({ env: LIMITLESS });
    const document = JSON.parse((await send('GET', `${world.broker.origin}/docs-json`, {})).text) as Document;
    const stage = new Stage(world, document, await world.phone({ sub: 'fuzzer' }), await world.phone(LI));
    stage.secrets.push(world.operator.token);
    await stage.renew();
    return stage;
  }

  get operations(): readonly { readonly name: string; readonly path: string; readonly operation: Operation }[] {
    return Object.entries(this.document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, path, operation })),
    );
  }

  /** A session to be spoilt, and two of others: none of them lives for as long as a long run takes. */
  async renew(): Promise<void> {
    const { world, other } = this;
    const [session, pending, scanned] = [await world.session(), await world.session(), await world.session()];
    const { consent_nonce } = await other.scan(codeShown(scanned.qr));
    this.session = session;
    this.#bystanders = [pending, scanned];
    this.secrets.push(pending.desktop_token, scanned.desktop_token, consent_nonce);
    this.#before = await this.bystanders();
  }

  bare(method: string, path: string, headers = {}, body?: string): Promise<Told> {
    return send(method, this.world.broker.origin + path, headers, body);
  }

  operator(method: string, path: string, body?: object): Promise<Told> {
    return this.#json(method, path, this.world.operator.token, body);
  }

  desktop(method: string, path: string, body?: object): Promise<Told> {
    const { session_id, desktop_token } = this.session;
    return this.#json(method, `/v1/sessions/${session_id}${path}`, desktop_token, body);
  }

  async scanned(then: (path: string) => Promise<RawAnswer>): Promise<RawAnswer> {
    await this.phone.scan(codeShown(this.session.qr));
    return then(`/v1/scans/${this.session.session_id}`);
  }

  #json(method: string, path: string, token: string, body?: object): Promise<Told> {
    const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) };
    return this.bare(method, path, headers, body && JSON.stringify(body));
  }

  /** How the sessions of others stand. */
  async bystanders(): Promise<string> {
    const views = await Promise.all(
      this.#bystanders.map(async ({ session_id, desktop_token }) => {
        const { text } = await this.#json('GET', `/v1/sessions/${session_id}`, desktop_token);
        const { state, rev } = JSON.parse(text) as Record<string, unknown>;
        return [state, rev];
      }),
    );
    return JSON.stringify(views);
  }

  isBystander(id: string): boolean {
    return this.#bystanders.some(({ session_id }) => session_id === id);
  }

  /** By what was sent to an endpoint. */
  async expectUntouched(endpoint: string): Promise<void> {
    expect(`${endpoint} ${await this.bystanders()}`).toBe(`${endpoint} ${this.#before}`);
    expect((await this.bare('GET', '/health/ready')).status).toBe(200);
  }

  /** Ids that a path may name: of one's own session, of somebody else's, of none. */
  get ids(): fc.Arbitrary<string> {
    return fc.oneof(
      fc.constantFrom(this.session.session_id, this.#bystanders[1]?.session_id ?? '', 'A'.repeat(26), this.subject),
      SPOILT.map((value) => encodeURIComponent(wellFormed(String(value).slice(0, 300)))),
    );
  }
}

/** Addresses cannot hold a torn pair of surrogates. */
const wellFormed = (text: string): string => text.replaceAll(/\p{Cs}/gu, '\ufffd');

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/** What may be in a header. */
const headerText = SPOILT.map((value) =>
  textOf(value)
    .replaceAll(/[^\x20-\x7e]/g, '')
    .slice(0, 400),
);

type Door = 'nobody' | 'garbage' | 'desktop' | 'phone' | 'operator';
const DOORS: readonly Door[] = ['nobody', 'garbage', 'desktop', 'phone', 'operator'];

describe('every endpoint, given anything', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.open();
  });

  afterAll(() => stage.world.close());

  it('succeeds for whom it is made: each call of the document is here', async () => {
    expect(stage.operations.map(({ name }) => name).sort()).toEqual(
      [...Object.keys(SUCCEEDS), ...Object.keys(ELSEWHERE)].sort(),
    );
    const failed: string[] = [];
    for (const [name, call] of Object.entries(SUCCEEDS)) {
      await stage.renew();
      const { status } = await call(stage);
      if (status < 200 || status > 299) failed.push(`${name}: ${status}`);
    }
    expect(failed).toEqual([]);
  });

  async function headersOf(door: Door, text: string, method: string, path: string): Promise<Record<string, string>> {
    const url = stage.world.broker.origin + path;
    switch (door) {
      case 'nobody':
        return {};
      case 'garbage':
        return { authorization: `Bearer ${text}`, dpop: text, 'last-event-id': text, origin: text };
      case 'desktop':
        return { authorization: `Bearer ${stage.session.desktop_token}` };
      case 'operator':
        return { authorization: `Bearer ${stage.world.operator.token}` };
      case 'phone': {
        const token = await stage.phone.accessToken();
        const nonce = await stage.phone.nonce();
        return {
          authorization: `DPoP ${token}`,
          dpop: await stage.phone.proof(method.toUpperCase(), url, token, nonce),
        };
      }
    }
  }

  /** What is true of every answer. */
  function expectDecent(told: Told, sent: readonly string[]): void {
    const seen = `${told.status} ${told.text.slice(0, 500)}`;
    if (told.status >= 500) throw new Error(`Invariant: a fault of ours: ${seen}`);
    const forbidden = told.status < 400 ? stage.secrets : [...stage.secrets, ...sent];
    if (forbidden.some((secret) => secret.length >= 12 && told.text.includes(secret))) {
      throw new Error(`Invariant: a secret came back: ${seen}`);
    }
  }

  describe.each(SEEDS)('%s', (_, seed) => {
    it('Invariant: the document’s calls are never a fault of ours, echo no secret, and touch nobody else’s session', async () => {
      for (const { name, path, operation } of stage.operations) {
        await stage.renew();
        const [method = ''] = name.split(' ');
        const schema = operation.requestBody?.content['application/json']?.schema;
        const query = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
        const call = fc.record({
          id: stage.ids,
          door: fc.constantFrom(...DOORS),
          text: headerText,
          query: fc.tuple(...query.map(() => SPOILT)),
          body: schema ? bodyOf(schema, stage.document.components.schemas) : fc.constant(undefined),
          type: fc.constantFrom('application/json', 'application/json', 'application/json', 'text/plain', ''),
        });
        await fc.assert(
          fc.asyncProperty(call, async ({ id, door, text, query: values, body, type }) => {
            // An operator may end anybody's: theirs is the only door that is not tried at others' sessions.
            const named = door === 'operator' && stage.isBystander(id) ? stage.session.session_id : id;
            const at = path.replace(/\{\w+\}/g, () => named || 'x');
            const search = values.map((value, n) => {
              const said = encodeURIComponent(wellFormed(textOf(value).slice(0, 300)));
              return `${query[n]?.name ?? ''}=${said}`;
            });
            const headers = await headersOf(door, text, method, at);
            const withType = body === undefined || type === '' ? {} : { 'content-type': type };
            const to = search.length === 0 ? at : `${at}?${search.join('&')}`;
            const told = await stage.bare(method.toUpperCase(), to, { ...headers, ...withType }, body);
            expectDecent(
              told,
              Object.values(headers).map((value) => value.replace(/^\w+ /, '')),
            );
            if (told.status >= 400) {
              expect(`${told.status} ${told.type} ${told.text}`).toMatch(/application\/problem\+json/);
              expect(Object.keys(PROBLEMS)).toContain((JSON.parse(told.text) as { code: string }).code);
            }
          }),
          { seed, numRuns: runs(10) },
        );
        await stage.expectUntouched(name);
      }
    });

    it('Invariant: nor are those of the OAuth endpoints', async () => {
      const credentials = await stage.world.portal.credentials();
      const form = fc.dictionary(fc.constantFrom(...OAUTH_MEMBERS), headerText, { maxKeys: 6 });
      const call = fc.record({ form, known: fc.boolean(), get: fc.boolean(), text: headerText });
      for (const endpoint of OAUTH) {
        await stage.renew();
        await fc.assert(
          fc.asyncProperty(call, async ({ form: members, known, get, text }) => {
            const all = new URLSearchParams(members);
            if (known) credentials.body.forEach((value, name) => all.set(name, value));
            const headers = {
              ...(known && Object.fromEntries(credentials.headers.entries())),
              ...(!known && text.length > 0 && { authorization: `Bearer ${text}` }),
            };
            const told = get
              ? await stage.bare('GET', `${endpoint}?${all.toString()}`, headers)
              : await stage.bare(
                  'POST',
                  endpoint,
                  { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
                  all.toString(),
                );
            expectDecent(told, []);
            if (told.status >= 400 && told.type.includes('application/json')) {
              expect(JSON.parse(told.text)).toMatchObject({ error: expect.any(String) });
            }
          }),
          { seed, numRuns: runs(10) },
        );
        await stage.expectUntouched(endpoint);
      }
    });
  });
});
