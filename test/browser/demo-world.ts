import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../servers/free-port.js';

const SERVER = fileURLToPath(new URL('./demo-server.mjs', import.meta.url));

/** The apps of the demo, by their ids in the registry. */
export type AppId = 'etax-app' | 'income-tax-app' | 'housing-fund-app' | 'licence-app' | 'housing-fund-mini';

/** The broker, the portal and the apps of the demo, as built, in a process of their own. */
export class DemoWorld {
  readonly origin: string;
  /** The portal's login page and each app's page. */
  readonly pages: Readonly<Record<'portal' | AppId, string>>;
  readonly #server: ChildProcess;
  readonly #printed: () => string;

  private constructor(server: ChildProcess, pages: DemoWorld['pages'], printed: () => string) {
    this.#server = server;
    this.#printed = printed;
    this.pages = pages;
    this.origin = new URL(pages.portal).origin;
  }

  /** @throws Error with what the server printed, when it does not come up */
  static async start(): Promise<DemoWorld> {
    const [port] = await freePorts(1);
    const server = fork(SERVER, {
      // Nothing of the environment of whoever runs the tests.
      env: { PATH: process.env['PATH'], NODE_ENV: 'test', DEMO: '1', PORT: String(port), LOG_LEVEL: 'info' },
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let printed = '';
    for (const stream of [server.stdout, server.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (printed += text));
    }
    const pages = await Promise.race([
      once(server, 'message').then(([message]) => message as DemoWorld['pages']),
      once(server, 'exit').then(() => Promise.reject(new Error(`the demo did not start: ${printed}`))),
    ]);
    return new DemoWorld(server, pages, () => printed);
  }

  /** Adds to the clocks of broker and portal. */
  shiftTime(shiftMs: number): Promise<void> {
    return this.#order({ shiftMs });
  }

  /** Has the next answer of the token endpoint lost on its way, after what was asked for is done. */
  loseTokenAnswer(): Promise<void> {
    return this.#order({ loseTokenAnswer: true });
  }

  /** Has an app sign with a new key from now on, which it publishes beside the former ones. */
  rotateKeys(app: AppId): Promise<void> {
    return this.#order({ rotateKeysOf: app });
  }

  /** Has an app take its former keys back. */
  retireKeys(app: AppId): Promise<void> {
    return this.#order({ retireKeysOf: app });
  }

  /** What the world's own page tells of one of its people: `Password`, `Service PIN`. */
  async factOf(person: string, term: string): Promise<string> {
    const page = await (await fetch(`${this.origin}/demo/?lang=en`)).text();
    const about = page.slice(page.indexOf(`<h3>${person}</h3>`));
    return new RegExp(`<dt>${term}</dt>\\s*<dd><code>([^<]+)</code>`).exec(about)![1]!;
  }

  /** Everything that the server logged so far. */
  log(): string {
    return this.#printed();
  }

  async #order(order: object): Promise<void> {
    const done = once(this.#server, 'message');
    this.#server.send(order);
    await done;
  }

  /** Ends it, if it has not ended yet. */
  async stop(): Promise<void> {
    if (!this.#server.connected) return;
    const gone = once(this.#server, 'exit');
    this.#server.disconnect();
    await gone;
  }
}
