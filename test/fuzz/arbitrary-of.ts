import fc from 'fast-check';

/** As much of JSON Schema as the OpenAPI document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly example?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

export type Schemas = Readonly<Record<string, Schema>>;

/** What no document can know: what a member must be at this moment; `undefined` where there must be none. */
export type Known = Readonly<Record<string, unknown>>;

type Body = Readonly<Record<string, unknown>>;

/** Beside those that are required: more at once are seldom wanted together. */
const MOST_OPTIONAL = 3;
const MOST_ITEMS = 2;

function resolved(schema: Schema, schemas: Schemas): Schema {
  return schema.$ref ? (schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}) : schema;
}

/** Values that a schema allows, those at its borders among them. */
function valueOf(schema: Schema, schemas: Schemas): fc.Arbitrary<unknown> {
  if (schema.$ref) return valueOf(resolved(schema, schemas), schemas);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const some = schema.oneOf ?? schema.allOf;
  if (some) return fc.oneof(...some.map((one) => valueOf(one, schemas)));
  const { minLength = 1, maxLength = 40, minimum = 0, maximum = 2 ** 31 } = schema;
  switch (schema.type) {
    case 'string':
      if (schema.pattern) return fc.stringMatching(new RegExp(schema.pattern));
      if (schema.format === 'ip') return fc.oneof(fc.ipV4(), fc.ipV6());
      return fc.oneof(
        ...(schema.example === undefined ? [] : [fc.constant(schema.example)]),
        fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 40), unit: 'grapheme-ascii' }),
        fc.constantFrom('a'.repeat(minLength), 'a'.repeat(maxLength)),
      );
    case 'number':
    case 'integer':
      return fc.oneof(fc.integer({ min: minimum, max: maximum }), fc.constantFrom(minimum, maximum));
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.uniqueArray(valueOf(schema.items ?? {}, schemas), {
        ...{ minLength: 1, maxLength: MOST_ITEMS },
        selector: (item) => JSON.stringify(item),
      });
    case 'object':
    case undefined:
      return validOf(schema, schemas, []);
    default:
      return fc.jsonValue();
  }
}

/** Bodies with all that is required and some of what is optional. What is `known` is put in by {@link knowing}. */
export function validOf(schema: Schema, schemas: Schemas, known: readonly string[]): fc.Arbitrary<Body> {
  const { properties = {}, required = [] } = resolved(schema, schemas);
  const isFree = (name: string): boolean => !known.includes(name);
  const optional = Object.keys(properties).filter((name) => isFree(name) && !required.includes(name));
  return fc
    .shuffledSubarray(optional, { maxLength: Math.min(MOST_OPTIONAL, optional.length) })
    .chain((chosen) =>
      fc.record(
        Object.fromEntries(
          [...required.filter(isFree), ...chosen].map((name) => [name, valueOf(properties[name] ?? {}, schemas)]),
        ),
      ),
    );
}

/** The same with what is known at this moment. */
export function knowing(body: Body, known: Known): Body {
  return Object.fromEntries(Object.entries({ ...body, ...known }).filter(([, value]) => value !== undefined));
}

/** What nobody should send: wrong types, invisible, torn and turned characters, names of prototypes, floods, depths. */
export const SPOILT: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    ...[null, true, -1, 1e308, 0.5, '', ' ', [], {}, [[]], { a: { b: [null] } }],
    ...['\0', '\ud800', '\udfff\ud800', '\u202egnirts', '\u200b', 'ﷺ'.repeat(40), '𝟙', '\r\nset-cookie: a=b'],
    ...['__proto__', 'constructor', 'toString', '../../etc/passwd', '%00', '${7*7}', "' or 1=1 --", '<script>'],
    'x'.repeat(20_000),
  ),
  fc.integer({ min: 1, max: 200 }).map((depth) => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown),
);

/** Texts that are no JSON, or more than it seems. */
const RAW = fc.constantFrom(
  ...['', '{', 'null', '"', '[]', '\ufeff{}', '{"a":1,"a":2}', '{"__proto__":{"admin":true}}', 'nul\0l'],
  '{"constructor":{"prototype":{"admin":true}}}',
  '{"a":'.repeat(5_000),
);

/** What is done to a body that would have been good, so that it is JSON text that is not, or not quite. */
export type Mutation = (body: Body) => string;

/** A member lost, spoilt, a border too long, one that nobody knows; or something else altogether. */
export function mutationOf(schema: Schema, schemas: Schemas): fc.Arbitrary<Mutation> {
  const { properties = {} } = resolved(schema, schemas);
  const members = Object.keys(properties);
  const named = fc.constantFrom(...members, 'session_id', 'sub', 'state', 'toString');
  return fc.oneof(
    named.map((name) => (body: Body) => JSON.stringify({ ...body, [name]: undefined })),
    fc.tuple(named, SPOILT).map(
      ([name, value]) =>
        (body: Body) =>
          JSON.stringify({ ...body, [name]: value }),
    ),
    named.map((name) => (body: Body) => {
      const tooLong = 'a'.repeat((properties[name]?.maxLength ?? 10_000) + 1);
      return JSON.stringify({ ...body, [name]: tooLong });
    }),
    SPOILT.map((value) => () => JSON.stringify(value)),
    RAW.map((text) => () => text),
  );
}
