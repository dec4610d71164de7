import { LoginClient, type LoginState, makePageKey, redirectTarget, startDirectly } from '@saoma/browser';
import type { PhoneDevice } from '@saoma/testing';
import { WebSocket as NodeWebSocket } from 'ws';
import type { World } from '../broker/world.js';
import { until } from '../servers/deadline.js';
import type { HttpProxy } from '../servers/http-proxy.js';
import { type LeapingClock, leapingClock } from '../servers/leaping-clock.js';

/** So long a page waits for the beginning of a stream before it polls. */
const PATIENCE_MS = 2_500;

/** A waiting page on the shipped client that reaches the broker through a proxy only, with a clock of its own. */
export class PageBehindProxy {
  readonly client: LoginClient;
  readonly clock: LeapingClock = leapingClock();

  private constructor(world: World, proxy: HttpProxy) {
    const { origin } = world.portal;
    const socketOrigin = proxy.origin.replace('http', 'ws');
    const making = makePageKey();
    this.client = new LoginClient({
      start: async (...around) => {
        const start = startDirectly(proxy.origin, await world.portal.begin({ scope: 'openid profile' }));
        const answer = JSON.stringify(await start(...around));
        // The text of the code names the broker in capitals, and goes on doing so.
        const here = answer.replaceAll(world.broker.origin, proxy.origin);
        return JSON.parse(here.replaceAll(world.broker.origin.replace('http', 'ws'), socketOrigin)) as unknown;
      },
      // What is proved is the broker's address, which pages know by no other name.
      key: async () => {
        const key = await making;
        const there = (htu: string): string => htu.replace(proxy.origin, world.broker.origin);
        return { ...key, proof: (claims, token) => key.proof({ ...claims, htu: there(claims.htu) }, token) };
      },
      fetch: (input, init) => {
        const headers = new Headers(init?.headers);
        headers.set('origin', origin);
        return fetch(input, { ...init, headers });
      },
      webSocket: class extends NodeWebSocket {
        constructor(url: string) {
          super(url, { origin });
        }
      } as unknown as typeof WebSocket,
      clock: this.clock,
    });
  }

  /** A page that has begun to start, whether or not it gets anywhere. */
  static begin(world: World, proxy: HttpProxy): PageBehindProxy {
    const page = new PageBehindProxy(world, proxy);
    page.client.start();
    return page;
  }

  /** A page that shows its code and hears of the broker in this way. */
  static async open(
    world: World,
    proxy: HttpProxy,
    connection: LoginState['connection'] = 'live',
  ): Promise<PageBehindProxy> {
    const before = proxy.passed.length;
    const page = PageBehindProxy.begin(world, proxy);
    if (connection === 'polling') {
      await until(
        'stream that is waited for',
        () => proxy.passed.slice(before),
        (lines) => lines.some((line) => line.endsWith('/events')),
      );
      page.clock.leap(PATIENCE_MS);
    }
    await page.shows(
      `code, and ${connection}`,
      (state) => state.qrText !== undefined && state.rev > 0 && state.connection === connection,
    );
    return page;
  }

  get state(): LoginState {
    return this.client.getSnapshot();
  }

  shows(what: string, isSo: (state: LoginState) => boolean): Promise<LoginState> {
    return until(what, () => this.state, isSo, 30_000);
  }

  /** The same, however long it takes: time leaps until it is so. */
  async comesToShow(what: string, isSo: (state: LoginState) => boolean): Promise<LoginState> {
    const look = (): LoginState => {
      this.clock.leap(1_000);
      return this.state;
    };
    return until(what, look, isSo, 30_000);
  }

  /** The phone scans what the page shows. */
  scannedBy(phone: PhoneDevice): Promise<unknown> {
    return phone.scan(this.state.qrText ?? '');
  }

  /** Where the page goes by itself, once it is told of the approval. */
  async landing(): Promise<string> {
    const { approval } = await this.shows('approval', ({ phase }) => phase === 'approved');
    return redirectTarget(approval!) ?? '';
  }
}
