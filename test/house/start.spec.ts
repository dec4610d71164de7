import { execFile } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { root } from './kept-tool.js';

interface Ending {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

/** What `npm start` runs, until it ends by itself. */
function start(settings: Readonly<Record<string, string>>, ...nodeArgs: string[]): Promise<Ending> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...nodeArgs, join(root, 'src/demo/launch.mjs')],
      { env: { ...process.env, ...settings }, timeout: 20_000 },
      (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

describe('npm start', () => {
  it('says in one line that the port is taken, and what to do', async () => {
    const other = createServer();
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
    const { port } = other.address() as AddressInfo;

    const ending = await start({ PORT: String(port), HOST: '127.0.0.1' });
    await new Promise((closed) => other.close(closed));

    const advice = `Port ${port} is taken: choose another, for example \`PORT=${port + 1} npm start\`.\n`;
    expect(ending).toEqual({ code: 1, stdout: '', stderr: advice });
  });

  it('says in one line that Node is too old, and what to do', async () => {
    const pretend = 'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "18.20.8" } })';

    const ending = await start({}, '--import', `data:text/javascript,${encodeURIComponent(pretend)}`);

    const advice = 'Node 18.20.8 is too old: install Node 20.19 or later and try again.\n';
    expect(ending).toEqual({ code: 1, stdout: '', stderr: advice });
  });
});
