import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { ATTACKS, command, makeKit } from '@saoma/attack';
import { parse } from 'yaml';
import { DemoWorld } from '../browser/demo-world.js';

/** What the command printed, and how it ended. */
async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const code = await command(args, {
    out: { write: (text) => (out += text) },
    err: { write: (text) => (err += text) },
  });
  return { code, out, err };
}

describe('The command', () => {
  it('sends nothing to another machine without consent to that very host', async () => {
    const refused = await run('http://10.255.255.1');
    expect(refused).toEqual({
      code: 2,
      out: '',
      err: '10.255.255.1 is not this machine. Attack what is yours, or what its owner let you attack: --consent "I may attack 10.255.255.1"\n',
    });
    expect(await run('http://10.255.255.1', '--consent', 'I may attack 10.255.255.2')).toEqual(refused);
    expect((await run('http://127.0.0.1.evil.example')).code).toBe(2);
  });

  it('lists every attack, each with its source', async () => {
    const { code, out } = await run('--list');
    expect(code).toBe(0);
    for (const { id, title, source } of ATTACKS) {
      expect(out).toContain(`${id}: ${title}\n`);
      expect(out).toContain(`  ${source}`);
    }
  });

  it.each([
    [['http://localhost:1', '--only', 'nonsense'], 'there is no attack “nonsense”: --list says what there is\n'],
    [['http://localhost:1', '--samples', '7'], '--samples must be a number from 100 to 2000\n'],
    [['http://localhost:1/path'], 'the broker’s public origin is its scheme, host and port, and no more\n'],
    [['http://localhost:1'], 'nobody answers at http://localhost:1\n'],
  ])('says in one line what is wrong with %j', async (args, err) => {
    expect(await run(...args)).toEqual({ code: 2, out: '', err });
  });

  it('repeats no secret of a kit that is wrong', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'saoma-kit-'));
    const file = join(folder, 'kit.yaml');
    await writeFile(file, 'portal: { client_id: 7, secret: hush }\n');
    const server = await standIn();
    const { code, err } = await run(server.origin, '--with', file);
    await server.close();
    await rm(folder, { recursive: true });
    expect([code, err]).toEqual([
      2,
      'kit.portal.client_id must be a text that is not empty; kit.portal.redirect_uri must be an address with its scheme; kit.portal.client_auth must be an object; kit.portal has a member that is none of client_id, redirect_uri, client_auth\n',
    ]);
  });

  it('makes a kit that it can read, and says what to register', async () => {
    const { out } = await run('http://localhost:3000', '--template');
    const kit = parse(out) as Awaited<ReturnType<typeof makeKit>>['kit'];
    expect(Object.keys(kit)).toEqual(['portal', 'other_portal', 'strict_portal', 'app', 'stranger_app', 'lures']);
    const registry = out.slice(out.indexOf('#   portals:')).replaceAll(/^# {3}/gm, '');
    const { portals, apps } = parse(registry) as Awaited<ReturnType<typeof makeKit>>['registry'];
    const { portal, strict_portal: strict, lures } = kit;
    expect(portals.some(({ client_id }) => client_id === portal?.client_id)).toBe(true);
    expect(portals.find(({ client_id }) => client_id === strict?.client_id)).toMatchObject({ desktop_key: 'required' });
    expect(apps.filter(({ jwks_uri }) => jwks_uri)).toHaveLength(Object.keys(lures?.apps ?? {}).length);
    expect(registry).not.toContain((portal?.client_auth as { secret: string }).secret);
    const folder = await mkdtemp(join(tmpdir(), 'saoma-kit-'));
    const file = join(folder, 'kit.yaml');
    await writeFile(file, out);
    const server = await standIn();
    const read = await run(server.origin, '--with', file, '--only', 'oversize-body');
    await server.close();
    await rm(folder, { recursive: true });
    expect(read.code).toBe(1);
  });

  it('lures to a private address only: to a public one the broker may go', async () => {
    const remote = ['https://pass.example.cn', '--consent', 'I may attack pass.example.cn', '--template'];
    expect((await run(...remote)).out).not.toContain('lures:');
    expect((await run(...remote, '--canary', 'http://10.0.0.7:8099')).out).toContain(
      'jwks_uri: https://012.00.00.07:8099/octal',
    );
    expect(await run(...remote, '--canary', 'http://93.184.215.14:8099')).toEqual({
      code: 2,
      out: '',
      err: '--canary must be an address of a private network, by its number: http://10.0.0.7:8099\n',
    });
  });

  it('says of a stranger that there is no broker', async () => {
    const server = createServer((_, response) => response.end('{}'));
    const origin = await listening(server);
    expect(await run(origin)).toEqual({ code: 2, out: '', err: `there is no Saoma broker at ${origin}\n` });
    await new Promise((closed) => server.close(closed));
  });

  it('fails where nothing could be tried', async () => {
    const server = await standIn();
    const { code, out } = await run(server.origin, '--only', 'unbound-session');
    await server.close();
    expect(code).toBe(2);
    expect(out).toContain('needs a registered test portal, a registered test app');
  });

  it('fails on a broker that is broken', async () => {
    const server = await standIn();
    const { code, out } = await run(server.origin, '--only', 'oversize-body', '--json');
    await server.close();
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ exit_code: 1, attacks: [{ id: 'oversize-body', outcome: 'broken' }] });
  });

  it('attacks the demo world with nothing but its address', async () => {
    const world = await DemoWorld.start();
    const kitAt = `${world.origin}/demo/attack-kit`;
    const kit = await fetch(kitAt.replace('localhost', '127.0.0.1'));
    const forwarded = await fetch(kitAt, { headers: { 'x-forwarded-for': '::1' } });
    const only = ['reusable-code', 'cross-portal', 'token-confusion', 'registered-address'];
    const { code, out, err } = await run(world.origin, '--only', only.join());
    await world.stop();
    expect([kit.status, forwarded.status]).toEqual([404, 404]);
    expect([code, out]).toEqual([0, expect.stringContaining('4 withstood, 0 broken, 0 not run')]);
    expect(err).toContain(`4 attacks on ${world.origin}, at most`);
  });
});

/** Calls itself a broker, and takes everything. */
async function standIn(): Promise<{ origin: string; close: () => Promise<unknown> }> {
  const server: Server = createServer((request, response) => {
    const isMetadata = request.url === '/.well-known/openid-configuration';
    request.resume().on('end', () => {
      response.writeHead(isMetadata || request.method === 'POST' ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ issuer: origin }));
    });
  });
  const origin = await listening(server);
  return { origin, close: () => new Promise((closed) => server.close(closed)) };
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
