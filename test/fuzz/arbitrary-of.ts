import fc from 'fast-check';

/** As much of JSON Schema as the OpenAPI document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly example?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

export type Schemas = Readonly<Record<string, Schema>>;

const BORDERS = 2;

/** Values that a schema allows, as far as it says, those at its borders among them. */
function arbitraryOf(schema: Schema, schemas: Schemas): fc.Arbitrary<unknown> {
  if (schema.$ref) return arbitraryOf(schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, schemas);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const some = schema.oneOf ?? schema.allOf;
  if (some) return fc.oneof(...some.map((one) => arbitraryOf(one, schemas)));
  const { minLength = 0, maxLength = 40, minimum = 0, maximum = 2 ** 31 } = schema;
  switch (schema.type) {
    case 'string':
      return fc.oneof(
        ...(schema.example === undefined ? [] : [fc.constant(schema.example)]),
        fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 40), unit: 'grapheme-ascii' }),
        fc.constantFrom('a'.repeat(minLength), 'a'.repeat(maxLength), 'a'.repeat(maxLength + 1)),
      );
    case 'number':
    case 'integer':
      return fc.oneof(
        fc.integer({ min: minimum, max: maximum }),
        fc.constantFrom(minimum, maximum, minimum - 1, maximum + 1, 0.5),
      );
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(arbitraryOf(schema.items ?? {}, schemas), { maxLength: BORDERS });
    case 'object':
    case undefined: {
      const members = Object.entries(schema.properties ?? {}).map(([name, one]): [string, fc.Arbitrary<unknown>] => [
        name,
        arbitraryOf(one, schemas),
      ]);
      return fc.record(Object.fromEntries(members), { requiredKeys: [] });
    }
    default:
      return fc.jsonValue();
  }
}

/** What nobody should send: wrong types, invisible, torn and turned characters, names of prototypes, floods, depths. */
export const SPOILT: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    ...[null, true, -1, 1e308, '', ' ', [], {}, [[]], { a: { b: [null] } }],
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

/** A body as JSON text: as the schema says, with one member spoilt, with more members than it has, or anything else. */
export function bodyOf(schema: Schema, schemas: Schemas): fc.Arbitrary<string> {
  const valid = arbitraryOf(schema, schemas);
  const target = schema.$ref ? (schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}) : schema;
  const names = [...Object.keys(target.properties ?? {}), 'session_id', 'sub', 'state', 'toString'];
  const spoilt = fc
    .tuple(valid, fc.constantFrom(...names), SPOILT)
    .map(([body, name, value]) => ({ ...(body as object), [name]: value }));
  return fc.oneof(
    { weight: 3, arbitrary: valid.map((body) => JSON.stringify(body)) },
    { weight: 3, arbitrary: spoilt.map((body) => JSON.stringify(body)) },
    SPOILT.map((body) => JSON.stringify(body)),
    RAW,
  );
}
