import {
  LoginClient,
  LoginProblem,
  type LoginState,
  makePageKey,
  type PageKey,
  type Phase,
  redirectTarget,
  type Start,
  startDirectly,
} from '@saoma/browser';
import type { StartAnswer, StartRequest, UserCodeAlphabet } from '@saoma/protocol';
import { PageNetwork } from './page-network.js';
import type { PortalBackend } from './portal-backend.js';
import type { Route } from './route.js';
import { Sightings } from './sightings.js';

/** A page of a portal whose backend starts the session. */
interface PageOfPortal {
  readonly portal: PortalBackend;
}

/** A page that starts in any other way. */
interface AnyPage {
  /** The broker's public origin. */
  readonly broker: string;
  /** Origin of the page that waits. */
  readonly origin: string;
  /**
   * What the page asks the broker for, or how it gets the broker's answer: from its portal's backend, e.g.
   * `(key) => portal.startSession(key)`. Called again for every new code, with the thumbprint of the page's key.
   */
  readonly request: StartRequest | ((key: { readonly desktop_jkt?: string }) => Promise<StartAnswer>);
}

/** Whose page it is, and how it is reached. */
export type DesktopDeviceOptions = (PageOfPortal | AnyPage) & {
  readonly route?: Route;
  /** The computer's key; `undefined`: its browser has none. Default: one of its own. */
  readonly key?: PageKey | undefined;
};

/** Longer than anything that goes well ever takes. */
const DEADLINE_MS = 5_000;

/** A page that waits, on the shipped {@link LoginClient}, with nobody in front of it. */
export class DesktopDevice {
  readonly client: LoginClient;
  /** What the computer is known by. */
  readonly key: PageKey | undefined;
  readonly #network: PageNetwork;
  #sightings = new Sightings();
  #answer: StartAnswer | undefined;

  private constructor(options: DesktopDeviceOptions, key: PageKey | undefined) {
    const { route } = options;
    const { origin } = 'portal' in options ? options.portal : options;
    this.#network = new PageNetwork({ origin, ...(route && { route }) });
    const start = startOf(options);
    this.key = key;
    this.client = new LoginClient({
      start: async (...around) => {
        const answer = await start(...around);
        this.#answer = answer as StartAnswer;
        return answer;
      },
      key: () => Promise.resolve(key && { ...key, proof: (...about) => this.#prove(key, about) }),
      fetch: this.#network.fetch,
      webSocket: this.#network.webSocket,
    });
    this.client.subscribe(() => {
      this.#sightings.note(this.client.getSnapshot());
    });
  }

  /**
   * A page that shows its code and has heard from the broker once, so that it misses nothing from here on. Rejects,
   * telling why, when the session cannot be started.
   */
  static async start(options: DesktopDeviceOptions): Promise<DesktopDevice> {
    const desktop = new DesktopDevice(options, 'key' in options ? options.key : await makePageKey());
    desktop.client.start();
    try {
      await desktop.#showsCode();
      return desktop;
    } catch (error) {
      desktop.close();
      throw error;
    }
  }

  /** What the broker answered to the start: session id, desktop token and where to listen. */
  get answer(): StartAnswer {
    if (!this.#answer) throw new Error('the session has not been started');
    return this.#answer;
  }

  /** What the page shows at this moment. */
  snapshot(): LoginState {
    return this.client.getSnapshot();
  }

  /** The text of the code on the screen at this moment. */
  qr(): string {
    const { qrText, phase } = this.snapshot();
    if (qrText === undefined) throw new Error(`the desktop shows no code: it is ${phase}`);
    return qrText;
  }

  /** The code to type, as the page shows it to those who cannot scan: `WDJBM-JHTKX-T`, or digits. */
  async userCode(alphabet: UserCodeAlphabet = 'letters'): Promise<string> {
    const isOne = { letters: /^[A-Z-]+$/, digits: /^[0-9-]+$/ }[alphabet];
    this.client.askUserCode(alphabet);
    const { userCode } = await this.#sightings.until(
      `a code of ${alphabet} to type`,
      (state) => isOne.test(state.userCode?.text ?? ''),
      DEADLINE_MS,
    );
    return userCode?.text ?? '';
  }

  /**
   * Waits until the page shows, or has shown since its session began, this phase or a state that is as wanted.
   * The message of its failure says what it showed instead.
   */
  until(wanted: Phase | ((state: LoginState) => boolean), deadlineMs = DEADLINE_MS): Promise<LoginState> {
    if (typeof wanted === 'function') return this.#sightings.until('what was wanted', wanted, deadlineMs);
    return this.#sightings.until(`“${wanted}”`, ({ phase }) => phase === wanted, deadlineMs);
  }

  /** Where the page goes once it is approved: the portal's redirect URI with `code`, `state` and `iss`. */
  async landing(deadlineMs = DEADLINE_MS): Promise<string> {
    const { approval } = await this.until('approved', deadlineMs);
    const target = approval && redirectTarget(approval);
    if (target === undefined) throw new Error('the approval does not say where to go');
    return target;
  }

  /** Asks for more time, and waits for the answer. Rejects with the problem when there is one. */
  async extend(): Promise<LoginState> {
    const before = this.snapshot();
    this.client.extend();
    const after = await this.#sightings.until(
      'an answer to the extension',
      ({ rev, problem }) => rev > before.rev || (problem !== undefined && problem !== before.problem),
      DEADLINE_MS,
    );
    if (after.rev === before.rev && after.problem) throw after.problem;
    return after;
  }

  /** Types the digits that the phone shows, and waits for the answer. Rejects with the problem, also when they are wrong. */
  async check(digits: string): Promise<LoginState> {
    await this.client.check(digits);
    const after = this.snapshot();
    const triesLeft = after.reason === 'check_failed' ? 0 : after.check?.isWrong && after.check.triesLeft;
    if (typeof triesLeft === 'number') throw new LoginProblem('check_code_wrong', { triesLeft });
    if (after.failed === 'check' && after.problem) throw after.problem;
    return after;
  }

  /** Cancels, and waits until the broker has been told. */
  async cancel(): Promise<void> {
    this.client.cancel();
    await this.#network.quiet();
  }

  /** Throws the code away and takes a new one. */
  async restart(): Promise<void> {
    this.#sightings = new Sightings();
    this.client.restart();
    await this.#showsCode();
  }

  /** Cuts the live link; the page may build it up again at once. */
  drop(): void {
    this.#network.drop();
  }

  /** The page's network is gone until {@link goOnline}. */
  goOffline(): void {
    this.#network.goDown();
  }

  /** The network is back, and the browser tells the page so. */
  goOnline(): void {
    this.#network.goUp();
    this.client.resync();
  }

  /** The window is closed. The session at the broker is left to its time. */
  close(): void {
    this.client.stop();
    this.#network.drop();
  }

  #prove(key: PageKey, about: Parameters<PageKey['proof']>): Promise<string> {
    const proof = key.proof(...about);
    this.#network.keep(proof);
    return proof;
  }

  async #showsCode(): Promise<void> {
    await this.#sightings.until('a code', ({ qrText, rev }) => qrText !== undefined && rev > 0, DEADLINE_MS);
  }
}

function startOf(options: DesktopDeviceOptions): Start {
  if ('portal' in options) {
    const portal = options.route ? options.portal.along(options.route) : options.portal;
    return ({ key }) => portal.startSession(thumbprintOf(key));
  }
  const { broker, request } = options;
  return typeof request === 'function' ? ({ key }) => request(thumbprintOf(key)) : startDirectly(broker, request);
}

const thumbprintOf = (key: PageKey | undefined): { readonly desktop_jkt?: string } =>
  key ? { desktop_jkt: key.jkt } : {};
