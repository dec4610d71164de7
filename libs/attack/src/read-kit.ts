import { parse, YAMLParseError } from 'yaml';
import type { Kit } from './kit.js';

/** A kit that cannot be used, with every reason. */
export class KitMistake extends Error {
  override readonly name = 'KitMistake';
}

type Check = (value: unknown, path: string) => readonly string[];

const text: Check = (value, path) =>
  typeof value === 'string' && value !== '' ? [] : [`${path} must be a text that is not empty`];

const address: Check = (value, path) =>
  typeof value === 'string' && URL.canParse(value) ? [] : [`${path} must be an address with its scheme`];

const oneOf =
  (...values: readonly string[]): Check =>
  (value, path) =>
    values.includes(value as string) ? [] : [`${path} must be one of ${values.join(', ')}`];

/** An object with these members and no others. */
const members =
  (checks: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}): Check =>
  (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${path} must be an object`];
    const given = value as Readonly<Record<string, unknown>>;
    const known: Readonly<Record<string, Check>> = { ...checks, ...optional };
    return [
      ...Object.entries(checks).flatMap(([name, check]) => check(given[name], `${path}.${name}`)),
      ...Object.entries(optional).flatMap(([name, check]) =>
        given[name] === undefined ? [] : check(given[name], `${path}.${name}`),
      ),
      ...Object.keys(given)
        .filter((name) => !Object.hasOwn(known, name))
        .map(() => `${path} has a member that is none of ${Object.keys(known).join(', ')}`),
    ];
  };

/** A private key as JWK; which members it has besides is its kind's affair. */
const privateKey: Check = (value, path) => {
  const { kty, d, kid, alg } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const isKey = [kty, d, kid].every((member) => typeof member === 'string' && member !== '');
  return isKey && ['ES256', 'PS256', 'RS256', 'EdDSA'].includes(String(alg))
    ? []
    : [`${path} must be a private JWK with kid, and alg ES256, PS256, RS256 or EdDSA`];
};

const clientAuth: Check = (value, path) =>
  (value as { readonly method?: unknown } | null | undefined)?.method === 'private_key_jwt'
    ? members({ method: text, key: privateKey })(value, path)
    : members({ method: oneOf('client_secret_basic', 'client_secret_post', 'private_key_jwt'), secret: text })(
        value,
        path,
      );

/** One for each name. */
const each =
  (check: Check): Check =>
  (value, path) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).flatMap(([name, one]) => check(one, `${path}.${name}`))
      : [`${path} must be an object`];

const portal = members({ client_id: text, redirect_uri: address, client_auth: clientAuth });
const app = members({ id: text, realm: text, issuer: address, audience: text, key: privateKey });

const lures = members({
  canary: address,
  portals: each(portal),
  apps: each(app),
  webhook_portal: portal,
  webhook_app: app,
});

const kit = members({}, { portal, other_portal: portal, strict_portal: portal, app, stranger_app: app, lures });

/** Reads a kit out of YAML or JSON. @throws KitMistake, which repeats no value of it. */
export function readKit(content: string): Kit {
  let value: unknown;
  try {
    value = parse(content);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    const [start] = error.linePos ?? [];
    throw new KitMistake(`the kit is no YAML (line ${start?.line ?? '?'})`, { cause: error.code });
  }
  const mistakes = kit(value, 'kit');
  if (mistakes.length > 0) throw new KitMistake(mistakes.join('; '));
  return value as Kit;
}
