import { generateKeyPairSync } from 'node:crypto';
import { stringify } from 'yaml';
import { readRegistry, type Reading } from '../../src/registry/read-registry.js';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
/** A public key as an app has it. */
export const key = publicKey.export({ format: 'jwk' });
export const privateJwk = privateKey.export({ format: 'jwk' });
export const SECRET_SHA256 = 'ab'.repeat(32);

export type Entry = Record<string, unknown>;
export interface File extends Entry {
  portals: [Entry, ...Entry[]];
  apps: [Entry, ...Entry[]];
  operators: [Entry, ...Entry[]];
}

/** A sound file to spoil. */
export const sound = (): File => ({
  portals: [
    {
      client_id: 'etax',
      names: { zh: '税务', en: 'Tax' },
      origins: ['https://etax.example.cn'],
      redirect_uris: ['https://etax.example.cn/in', 'https://sso.etax.example.cn/in'],
      client_auth: { method: 'client_secret_basic', secret_sha256: SECRET_SHA256 },
      purposes: ['login', 'step_up'],
      trusted_apps: ['app'],
      started_by: ['page', 'backend'],
    },
  ],
  apps: [
    {
      id: 'app',
      names: { zh: '应用', en: 'App' },
      realm: 'people',
      issuer: 'https://app.example.cn',
      jwks: { keys: [{ ...key, kid: '1' }] },
      audience: 'https://pass.example.cn',
      token_type: 'dpop',
      purposes: ['login'],
      amr: ['face'],
    },
  ],
  operators: [{ id: 'op', token_sha256: 'cd'.repeat(32) }],
});

/** Something done to a file. */
type Spoil = (file: File) => void;

/** What becomes of the sound file once something was done to it. */
export function read(spoil: (file: File) => unknown): Reading {
  const file = sound();
  spoil(file);
  return readRegistry(stringify(file, { aliasDuplicateObjects: false }));
}

export const portal =
  (change: Entry): Spoil =>
  (file) =>
    void Object.assign(file.portals[0], change);
export const app =
  (change: Entry): Spoil =>
  (file) =>
    void Object.assign(file.apps[0], change);
export const operator =
  (change: Entry): Spoil =>
  (file) =>
    void Object.assign(file.operators[0], change);
export const rsa = (bits: number): Entry => ({
  ...generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ format: 'jwk' }),
});
