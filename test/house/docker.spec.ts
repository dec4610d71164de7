import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { VARIABLES } from '../../src/platform/env-variables.js';
import { readEnv } from '../../src/platform/env.js';
import { root } from './kept-tool.js';

interface Manifest {
  readonly engines: { readonly node: string };
  readonly workspaces: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
}

interface Service {
  readonly image: string;
  readonly build?: { readonly dockerfile: string };
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly (string | { readonly target: string; readonly read_only?: boolean })[];
  readonly networks: { readonly front?: { readonly ipv4_address?: string } } | readonly string[];
  readonly ports?: readonly string[];
  readonly stop_grace_period: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
}

interface Step {
  readonly keyword: string;
  readonly rest: string;
}

const read = (path: string): Promise<string> => readFile(join(root, path), 'utf8');
const meaningful = (text: string): string[] =>
  text.split('\n').filter((line) => line.trim() !== '' && !/^\s*#/.test(line));

const manifest = JSON.parse(await read('package.json')) as Manifest;
const compose = parse(await read('docker/compose.yaml'), { merge: true }) as {
  services: Readonly<Record<string, Service>>;
};
const nginx = await read('docker/nginx.conf');
const ignored = meaningful(await read('.dockerignore'));

const steps: readonly Step[] = meaningful((await read('docker/Dockerfile')).replaceAll('\\\n', '')).map((line) => {
  const [keyword = '', ...rest] = line.trim().split(/\s+/);
  return { keyword, rest: rest.join(' ') };
});
/** The steps between a FROM and the next. */
const stages = steps.reduce<Step[][]>((all, step) => {
  if (step.keyword === 'FROM') all.push([]);
  all.at(-1)?.push(step);
  return all;
}, []);
const image = stages.at(-1) ?? [];
const of = (stage: readonly Step[], keyword: string): string[] =>
  stage.filter((step) => step.keyword === keyword).map(({ rest }) => rest);
const stageNamed = (name: string): readonly Step[] => stages.find(([from]) => from?.rest.endsWith(` AS ${name}`)) ?? [];
const sources = (copy: string): string[] =>
  copy
    .split(' ')
    .filter((word) => !word.startsWith('--'))
    .slice(0, -1);
const fromContext = stages
  .flatMap((stage) => of(stage, 'COPY').filter((copy) => !copy.includes('--from=')))
  .flatMap(sources);

const { 'broker-a': a, 'broker-b': b, proxy, redis, ...others } = compose.services;
if (!a || !b || !proxy || !redis) throw new Error('compose.yaml lacks a service');
const addressOf = ({ networks }: Service): string | undefined =>
  'front' in networks ? networks.front?.ipv4_address : undefined;

describe('the container image', () => {
  it('holds the broker and nothing of the demo world, the tests or the tools', () => {
    expect(of(image, 'COPY').flatMap(sources)).toEqual([
      '/app/node_modules',
      '/app/libs/browser/package.json',
      '/app/libs/browser/dist',
      '/app/libs/protocol/package.json',
      '/app/libs/protocol/dist',
      '/app/dist',
      'package.json',
      'LICENSE',
    ]);
    expect(of(stageNamed('build'), 'RUN').at(-1)).toMatch(/ && rm -r dist\/demo$/);
    expect(of(stageNamed('dependencies'), 'RUN')).toEqual([expect.stringContaining(' --omit=dev ')]);
    expect(of(image, 'RUN')).toEqual([]);
  });

  it('holds every library that the broker depends on', () => {
    const needed = Object.keys(manifest.dependencies).filter((name) => name.startsWith('@saoma/'));
    const held = of(image, 'COPY')
      .flatMap(sources)
      .flatMap((path) => /^\/app\/libs\/([^/]+)\/dist$/.exec(path)?.[1] ?? []);
    expect(held.map((name) => `@saoma/${name}`)).toEqual(needed);
  });

  it('installs with the manifest of every workspace, as the lock file was written', () => {
    const copied = of(stageNamed('manifests'), 'COPY').flatMap(sources);
    expect(copied).toEqual(expect.arrayContaining(manifest.workspaces.map((folder) => `${folder}/package.json`)));
  });

  it('runs on a slim Node that is new enough, by a tag that names its version', () => {
    const [, major] =
      /^NODE_IMAGE=node:(\d+)(?:\.\d+)*-[a-z]+-slim$/.exec(
        steps.find(({ keyword }) => keyword === 'ARG')?.rest ?? '',
      ) ?? [];
    const [, oldest] = /^>=(\d+)\./.exec(manifest.engines.node) ?? [];
    expect(Number(major)).toBeGreaterThan(Number(oldest));
    for (const stage of stages) expect(stage[0]?.rest).toMatch(/^(?:\$\{NODE_IMAGE\}|manifests) AS \w+$/);
  });

  it('runs as nobody special, in production, told to stop by SIGTERM, watched for being alive', () => {
    expect(of(image, 'USER')).toEqual([expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/)]);
    expect(of(image, 'ENV')).toEqual(['NODE_ENV=production']);
    expect(of(image, 'STOPSIGNAL')).toEqual(['SIGTERM']);
    expect(of(image, 'HEALTHCHECK')).toEqual([expect.stringContaining('/health/live')]);
    // In the form of a list: a shell in between would keep the signal to itself.
    expect(of(image, 'CMD')).toEqual(['["node", "dist/main.js"]']);
  });

  it('is built from nothing but what its steps name, so that no key, .env or history gets in', () => {
    const [everything, ...exceptions] = ignored;
    expect(everything).toBe('*');
    const allowed = exceptions.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    expect(allowed).toEqual([...new Set(fromContext.map((path) => path.split('/')[0]))].sort());
    expect(exceptions.slice(allowed.length)).toEqual(
      expect.arrayContaining(['**/node_modules', '**/dist', '**/.env*', '**/*.pem', '**/*.key', '**/*keys*.json']),
    );
  });
});

describe('the compose file', () => {
  it('gives the nodes variables that exist, with values that the broker takes in production', () => {
    const names = VARIABLES.map(({ name }) => name);
    for (const { environment = {} } of [a, b]) {
      expect(names).toEqual(expect.arrayContaining(Object.keys(environment)));
      // As compose fills them in where the operator sets nothing.
      const filled = Object.entries(environment).map(([name, value]) => [name, value.replace(/^\$\{\w+:-\}$/, '')]);
      const given = { ...Object.fromEntries(filled), NODE_ENV: 'production', PUBLIC_ORIGIN: 'https://pass.example.cn' };
      const set = given as Record<string, string>;
      expect(readEnv(set)).toMatchObject({ demo: false, port: 3000, host: '0.0.0.0' });
    }
  });

  it('mounts keys and registry where the nodes look for them, to read only', () => {
    for (const { environment = {}, volumes } of [a, b]) {
      // Folders: a file that is mounted by itself stays the old one when it is replaced.
      const folders = ['KEYS_FILE', 'REGISTRY_FILE'].map((name) => environment[name]?.replace(/\/[^/]+$/, ''));
      expect(volumes).toEqual(folders.map((target) => expect.objectContaining({ target, read_only: true }) as object));
    }
  });

  it('lets nobody write to a root, keep a capability or gain one, and runs no floating tag', () => {
    expect(others).toEqual({});
    for (const service of [a, b, proxy, redis]) {
      expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
      expect(service.image).toMatch(/^(?:saoma:local|[a-z]+:\d+\.\d+-alpine)$/);
    }
  });

  it('waits longer for a node to end than the node drains', () => {
    for (const { environment = {}, stop_grace_period: grace } of [a, b])
      expect(1_000 * Number.parseInt(grace, 10)).toBeGreaterThan(2 * Number(environment['DRAIN_MS']));
  });

  it('shows nobody but the proxy to the outside, and believes nobody else about addresses', () => {
    expect(Object.entries(compose.services).filter(([, { ports }]) => ports)).toEqual([['proxy', proxy]]);
    expect(addressOf(proxy)).toEqual(expect.any(String));
    for (const { environment } of [a, b]) expect(environment?.['TRUSTED_PROXIES']).toBe(addressOf(proxy));
    expect(nginx).toMatch(/proxy_set_header X-Forwarded-For \$remote_addr;/);
  });
});

describe('the proxy', () => {
  it('sends calls to every node of the compose file, and ties nobody to one', () => {
    const nodes = [...nginx.matchAll(/^ +server ([\w-]+):3000\b/gm)].map(([, name]) => name);
    expect(nodes).toEqual(Object.keys(compose.services).filter((name) => compose.services[name]?.build));
    expect(meaningful(nginx).join('\n')).not.toMatch(/ip_hash|sticky|\bhash\b/);
  });

  it('lets sockets be upgraded and events through as they come, for longer than a node is ever silent', () => {
    expect(nginx).toMatch(/proxy_set_header Upgrade \$http_upgrade;/);
    expect(nginx).toMatch(/proxy_buffering off;/);
    const [, readSeconds] = /proxy_read_timeout (\d+)s;/.exec(nginx) ?? [];
    expect(Number(readSeconds)).toBeGreaterThan(25 + 10);
  });
});
