import { PROBLEMS } from '@saoma/protocol';
import fc from 'fast-check';
import {
  type Known,
  knowing,
  type Mutation,
  mutationOf,
  type Schema,
  type Schemas,
  SPOILT,
  validOf,
} from './arbitrary-of.js';
import { CALLS, OAUTH, type Way } from './calls.js';
import { FIXED_SEED, runs, SEEDS } from './runs.js';
import type { Told } from './send.js';
import { type Door, NOBODY, type Scene, Stage } from './stage.js';

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

/** What is not as it is to be about a call. */
interface Harm {
  readonly door?: Door;
  readonly text?: string;
  readonly id?: unknown;
  readonly type?: string;
  readonly query?: readonly unknown[];
  readonly mutation?: Mutation;
}

interface OAuthHarm {
  readonly isUnknown?: boolean;
  readonly text?: string;
  readonly lost?: number;
  readonly members?: Readonly<Record<string, string>>;
  readonly isTurned?: boolean;
}

const UNHARMED: Harm & OAuthHarm = {};

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Schemas };
}

/** What is never to come back to whoever sent it. */
const SECRETS = [
  ...['consent_nonce', 'statement', 'qr', 'user_code', 'check_code', 'one_time_code', 'handle'],
  ...['code', 'code_verifier', 'device_code', 'auth_req_id', 'token', 'client_secret', 'client_assertion', 'request'],
] as const;
/** Shorter ones come up by themselves. */
const SHORTEST_SECRET = 6;
const SHORTEST_PROOF = 12;

const OAUTH_MEMBERS = [
  ...['grant_type', 'code', 'code_verifier', 'redirect_uri', 'client_id', 'client_secret', 'scope', 'device_code'],
  ...['auth_req_id', 'login_hint', 'token', 'request', 'request_uri', 'response_type', 'id_token_hint', 'purpose'],
  ...['binding_message', 'client_assertion', 'user_code'],
] as const;

/** Addresses cannot hold a torn pair of surrogates. */
const wellFormed = (text: string): string => text.replaceAll(/\p{Cs}/gu, '\ufffd');

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

const inAddress = (value: unknown): string => encodeURIComponent(wellFormed(textOf(value).slice(0, 300)));

/** What may be in a header. */
const headerText = SPOILT.map((value) =>
  textOf(value)
    .replaceAll(/[^\x20-\x7e]/g, '')
    .slice(0, 400),
);

const DOORS: readonly Door[] = [
  ...(['nobody', 'garbage', 'another site', 'site', 'backend', 'operator', 'token alone', 'page', 'phone'] as const),
];

/** The texts in a body that must not come back. */
function secretsIn(body: string): readonly string[] {
  let sent: unknown;
  try {
    sent = JSON.parse(body);
  } catch {
    return [];
  }
  const members = Object.entries(Object(sent) as Record<string, unknown>);
  return members.flatMap(([name, value]) =>
    SECRETS.some((secret) => secret === name) && typeof value === 'string' && value.length >= SHORTEST_SECRET
      ? [value]
      : [],
  );
}

describe('every endpoint, given anything', () => {
  const stage = new Stage();
  let schemas: Schemas;
  let operations: readonly { readonly name: string; readonly path: string; readonly operation: Operation }[];

  beforeAll(async () => {
    await stage.open();
    const { paths, components } = JSON.parse((await stage.bare('GET', '/docs-json')).text) as Document;
    schemas = components.schemas;
    operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, path, operation })),
    );
  });

  afterAll(() => stage.close());

  /** What is true of every answer. */
  function expectDecent(told: Told, sent: readonly string[]): void {
    const seen = `${told.status} ${told.text.slice(0, 500)}`;
    if (told.status >= 500) throw new Error(`Invariant: a fault of ours: ${seen}`);
    const secrets = [...stage.secrets, ...sent];
    if (secrets.some((secret) => told.text.includes(JSON.stringify(secret).slice(1, -1)))) {
      throw new Error(`Invariant: a secret came back: ${seen}`);
    }
  }

  /** Calls as they are to be, about one in three, and others with one thing about them that is not. */
  function inputsOf({ parameters = [], requestBody }: Operation, known: readonly string[]) {
    const query = parameters.filter((parameter) => parameter.in === 'query');
    const ofQuery = { properties: Object.fromEntries(query.map(({ name, schema }) => [name, schema])) };
    const body = requestBody?.content['application/json']?.schema;
    const harm: fc.Arbitrary<Harm> = fc.oneof(
      fc.record({ door: fc.constantFrom(...DOORS), text: headerText }),
      fc.record({ id: fc.oneof(fc.constantFrom('bystander', 'A'.repeat(26), NOBODY), SPOILT) }),
      fc.record({ type: fc.constantFrom('text/plain', '') }),
      ...(query.length > 0 ? [fc.record({ query: fc.tuple(...query.map(() => SPOILT)) })] : []),
      ...(body ? Array(4).fill(fc.record({ mutation: mutationOf(body, schemas) })) : []),
    ) as fc.Arbitrary<Harm>;
    return fc.record({
      isKeyed: fc.boolean(),
      query: validOf(ofQuery, schemas, known),
      body: body ? validOf(body, schemas, known) : fc.constant(undefined),
      harm: fc.option(harm, { freq: 2, nil: UNHARMED }),
    });
  }

  describe.each(SEEDS)('%s', (_, seed) => {
    it('Invariant: the document’s calls are never a fault of ours, echo no secret, touch nobody else’s session, and by the seed that is kept succeed where they should', async () => {
      expect(operations.map(({ name }) => name).sort()).toEqual(Object.keys(CALLS).sort());
      const failed: string[] = [];
      for (const { name, path, operation } of operations) {
        for (const [number, way] of (CALLS[name] ?? []).entries()) {
          const { good, succeeded } = await fuzz({ name, path, operation, way });
          // What another seed makes of it may go together or not; this one is known to.
          if (seed === FIXED_SEED && (succeeded === 0 || succeeded * 2 < good)) {
            failed.push(`${name}, way ${number}: ${succeeded} of ${good}`);
          }
        }
      }
      expect(failed).toEqual([]);
    });

    /** @returns how many inputs were as they are to be, and how many of those succeeded */
    async function fuzz(call: {
      readonly name: string;
      readonly path: string;
      readonly operation: Operation;
      readonly way: Way;
    }): Promise<{ readonly good: number; readonly succeeded: number }> {
      const { name, path, operation, way } = call;
      await stage.renew();
      const method = name.split(' ', 1)[0]!.toUpperCase();
      const arrange = way.scene ?? (() => Promise.resolve({} as Scene));
      const kept = new Map<boolean, Scene>();
      const first = await arrange(stage, true);
      kept.set(true, first);
      let [good, succeeded] = [0, 0];
      const run = async ({ isKeyed, query, body, harm }: InputOf<ReturnType<typeof inputsOf>>): Promise<void> => {
        const scene = kept.get(isKeyed) ?? (await arrange(stage, isKeyed));
        kept.set(isKeyed, scene);
        const { id = 'x', known = {}, page } = scene;
        const door = harm.door ?? way.by;
        const other = harm.id === 'bystander' ? stage.bystanders[1]! : harm.id;
        // An operator may end anybody's: theirs is the only door that is not tried at others' sessions.
        const named = door === 'operator' && stage.isBystander(textOf(other)) ? id : (other ?? id);
        const at = path.replace(/\{\w+\}/g, () => inAddress(named) || 'x');
        const whole = body && knowing(body, known);
        const text = whole && (harm.mutation?.(whole) ?? JSON.stringify(whole));
        const queried = Object.entries(knowing(query, onlyIn(operation, known)));
        const search = queried.map(([member, value], n) => `${member}=${inAddress(harm.query?.[n] ?? value)}`);
        const headers = await stage.headers[door]({ page, method, path: at, text: harm.text ?? '' });
        const type = harm.type ?? 'application/json';
        const withType = text === undefined || type === '' ? {} : { 'content-type': type };
        const to = search.length === 0 ? at : `${at}?${search.join('&')}`;
        const told = await stage.bare(method, to, { ...headers, ...withType }, text);
        const { authorization = '', dpop = '' } = headers;
        const proofs = [authorization.replace(/^\w+ /, ''), dpop].filter(({ length }) => length >= SHORTEST_PROOF);
        expectDecent(told, [...proofs, ...secretsIn(text ?? '')]);
        if (told.status >= 400) {
          expect(`${told.status} ${told.type} ${told.text}`).toMatch(/application\/problem\+json/);
          expect(Object.keys(PROBLEMS)).toContain((JSON.parse(told.text) as { code: string }).code);
        }
        // What was done, or may have been, is not there to be done again.
        if (told.status < 400 || harm.door || harm.mutation) kept.delete(isKeyed);
        if (Object.keys(harm).length > 0) return;
        good += 1;
        if (told.status < 300) succeeded += 1;
      };
      await fc.assert(fc.asyncProperty(inputsOf(operation, Object.keys(first.known ?? {})), run), {
        seed,
        numRuns: runs(way.times ?? 10),
      });
      await stage.expectUntouched(name);
      return { good, succeeded };
    }

    it('Invariant: nor are those of the OAuth endpoints', async () => {
      const credentials = await stage.etax.credentials();
      const harm = fc.oneof(
        fc.record({ isUnknown: fc.constant(true), text: headerText }),
        fc.record({ lost: fc.nat({ max: 9 }) }),
        fc.record({
          members: fc.dictionary(fc.constantFrom(...OAUTH_MEMBERS), headerText, { minKeys: 1, maxKeys: 6 }),
        }),
        fc.record({ isTurned: fc.constant(true) }),
      ) as fc.Arbitrary<OAuthHarm>;
      const failed: string[] = [];
      for (const { method, path, form } of OAUTH) {
        await stage.renew();
        let [good, succeeded] = [0, 0];
        await fc.assert(
          fc.asyncProperty(fc.option(harm, { freq: 2, nil: UNHARMED }), async (harmed) => {
            const entries = Object.entries(await form(stage));
            if (harmed.lost !== undefined) entries.splice(harmed.lost % Math.max(1, entries.length), 1);
            const all = new URLSearchParams({ ...Object.fromEntries(entries), ...harmed.members });
            if (!harmed.isUnknown) credentials.body.forEach((value, name) => all.set(name, value));
            const ofNobody = harmed.text ? { authorization: `Bearer ${harmed.text}` } : {};
            const headers = harmed.isUnknown ? ofNobody : Object.fromEntries(credentials.headers.entries());
            const isGet = (method === 'GET') !== (harmed.isTurned === true);
            const told = isGet
              ? await stage.bare('GET', `${path}?${all.toString()}`, headers)
              : await stage.bare(
                  'POST',
                  path,
                  { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
                  all.toString(),
                );
            expectDecent(told, secretsIn(JSON.stringify(Object.fromEntries(all))));
            if (told.status >= 400 && told.type.includes('application/json')) {
              expect(JSON.parse(told.text)).toMatchObject({ error: expect.any(String) });
            }
            if (Object.keys(harmed).length > 0) return;
            good += 1;
            if (told.status < 400) succeeded += 1;
          }),
          { seed, numRuns: runs(10) },
        );
        if (good !== succeeded || (seed === FIXED_SEED && good === 0)) failed.push(`${path}: ${succeeded} of ${good}`);
        await stage.expectUntouched(path);
      }
      expect(failed).toEqual([]);
    });
  });
});

type InputOf<A> = A extends fc.Arbitrary<infer T> ? T : never;

/** What of it stands in the address. */
function onlyIn({ parameters = [] }: Operation, known: Known): Known {
  const isAsked = (name: string): boolean => parameters.some((one) => one.in === 'query' && one.name === name);
  return Object.fromEntries(Object.entries(known).filter(([name]) => isAsked(name)));
}
