import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from './chromium.js';
import { DemoWorld } from './demo-world.js';
import { DesktopPage } from './desktop-page.js';
import { filmOf } from './film.js';
import { PhonePage } from './phone-page.js';
import type { Watched } from './watched.js';

/** What Chromium says in the console, without being a fault of the page. */
const COMPLAINTS = {
  /** Of whatever asks without a network. */
  cutOff: /ERR_INTERNET_DISCONNECTED/,
  /** Of whatever is answered with a refusal. */
  refused: /the server responded with a status of 4\d\d/,
  /** Of whatever is answered by somebody who cannot serve. */
  unserved: /the server responded with a status of 5\d\d/,
  /** Of a line that was still being opened when the page went on, or much time passed at once. */
  overtaken: /WebSocket is closed before the connection is established/,
  /** Of what a page's policy forbids, and of the stranger's page that a test opens beside it. */
  forbidden: /Content Security Policy|requires 'TrustedScript'|asked a stranger: http:\/\/127\.0\.0\.1:/,
} as const;

interface StagePlan {
  /** Phones have a camera, which sees a film: that of `show`. */
  readonly camera?: boolean;
}

/** A page of the world in somebody's hands. */
interface StagePage {
  readonly page: Page;
  readonly watched: Watched;
}

/** The demo world, a browser, and the pages that a test opens: after each they are closed, and nothing was to complain of. */
export class DemoStage {
  #world: DemoWorld | undefined;
  #browser: Browser | undefined;
  #folder = '';
  #expected: RegExp[] = [];
  readonly #open: StagePage[] = [];

  get world(): DemoWorld {
    return this.#world!;
  }

  get browser(): Browser {
    return this.#browser!;
  }

  /** The test brings this about on purpose. */
  expects(...complaints: readonly (keyof typeof COMPLAINTS)[]): void {
    this.#expected.push(...complaints.map((name) => COMPLAINTS[name]));
  }

  async desktop(how?: Parameters<typeof DesktopPage.open>[2]): Promise<DesktopPage> {
    if (how?.timeMayPass) this.expects('overtaken');
    return this.keep(await DesktopPage.open(this.browser, this.world, how));
  }

  async phone(how?: Parameters<typeof PhonePage.open>[2]): Promise<PhonePage> {
    return this.keep(await PhonePage.open(this.browser, this.world, how));
  }

  /** Counts a page that a test opened by itself among those of the test. */
  keep<P extends StagePage>(page: P): P {
    this.#open.push(page);
    return page;
  }

  /** What the camera of every phone sees from now on: a picture. */
  show(picture: Buffer): Promise<void> {
    return writeFile(this.#film, filmOf(picture));
  }

  async set({ camera = false }: StagePlan): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'saoma-stage-'));
    const flags = ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${this.#film}`];
    this.#browser = await launchChromium(...(camera ? flags : []));
    this.#world = await DemoWorld.start();
  }

  async clear(): Promise<void> {
    const complaints = this.#open.flatMap(({ watched }) => watched.complaints(...this.#expected));
    this.#expected = [];
    await Promise.all(this.#open.splice(0).map(({ page }) => page.context().close()));
    expect(complaints).toEqual([]);
  }

  async strike(): Promise<void> {
    await this.#browser?.close();
    await this.#world?.stop();
    await rm(this.#folder, { recursive: true });
  }

  get #film(): string {
    return join(this.#folder, 'film.y4m');
  }
}

/** Sets the stage for the tests of a block, and clears it after each. */
export function demoStage(plan: StagePlan = {}): DemoStage {
  const stage = new DemoStage();
  beforeAll(() => stage.set(plan));
  afterEach(() => stage.clear());
  afterAll(() => stage.strike());
  return stage;
}
