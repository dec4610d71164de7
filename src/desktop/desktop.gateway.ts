import type { IncomingMessage, Server as HttpServer } from 'node:http';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import {
  DESKTOP_NAMESPACE,
  isTerminal,
  problem,
  type ProblemCode,
  SESSION_EVENT,
  type SessionMessage,
  SOCKET_PATH,
} from '@saoma/protocol';
import { type DefaultEventsMap, Server, type Socket } from 'socket.io';
import { DesktopBroker } from '../core/desktop-broker.js';
import type { Refused } from '../core/outcome.js';
import type { DesktopTicket, Registry } from '../core/ports.js';
import { BROKER_ORIGIN, REGISTRY } from '../core/tokens.js';
import { isOriginAllowed } from './origin-rule.js';
import { SessionView } from '../core/session-view.js';
import { PageProofs } from './page-proofs.js';
import { OpenCount } from './open-count.js';
import { noRoom } from './open-waits.js';
import { refuseUpgrade } from './refused-upgrade.js';
import { cutTalkers, type Talker } from './talk-limit.js';

interface ServerEvents {
  [SESSION_EVENT]: (message: SessionMessage) => void;
}

interface SocketData {
  ticket?: DesktopTicket;
}

type DesktopSocket = Socket<DefaultEventsMap, ServerEvents, DefaultEventsMap, SocketData>;

/** No message of ours or of theirs is longer. */
const MAX_FRAME_BYTES = 16_384;

/** Below the 60 s after which common proxies cut a silent connection. */
const PING_INTERVAL_MS = 20_000;
const PING_TIMEOUT_MS = 10_000;

/** Who connects and does not say at once who they are is let go. */
const INTRODUCE_WITHIN_MS = 10_000;

const NOTHING = Object.freeze({});
const NOTHINGS = Object.freeze([]);

/**
 * The waiting pages' sockets: they hear, they say nothing. A plain socket.io server on Nest's own listener: Nest's
 * gateway builds a pipeline of streams for messages in, and there are none; it costs 7 kB a socket. Nest runs no
 * guard on a connection either, so each handshake proves its token and origin here.
 */
@Injectable()
export class DesktopGateway implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #server: Server<DefaultEventsMap, ServerEvents, DefaultEventsMap, SocketData> | undefined;

  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(DesktopBroker) private readonly broker: DesktopBroker,
    @Inject(REGISTRY) private readonly registry: Registry,
    @Inject(SessionView) private readonly view: SessionView,
    @Inject(OpenCount) private readonly count: OpenCount,
    @Inject(BROKER_ORIGIN) private readonly origin: string,
    @Inject(PageProofs) private readonly proofs: PageProofs,
  ) {}

  onApplicationBootstrap(): void {
    this.#server = new Server(this.host.httpAdapter.getHttpServer() as HttpServer, {
      path: SOCKET_PATH,
      // No polling: a WebSocket needs no sticky sessions, and costs half of polling first.
      transports: ['websocket'],
      perMessageDeflate: false,
      httpCompression: false,
      serveClient: false,
      maxHttpBufferSize: MAX_FRAME_BYTES,
      pingInterval: PING_INTERVAL_MS,
      pingTimeout: PING_TIMEOUT_MS,
      connectTimeout: INTRODUCE_WITHIN_MS,
      allowRequest: (request, decide) => {
        const refused = this.#refusalOf(request);
        if (refused) refuseUpgrade(request.socket, refused, this.origin, () => decide(null, false));
        else decide(null, true);
      },
    });
    this.#server.engine.on(
      'connection',
      (connection: Talker & { request: IncomingMessage; once: NodeJS.EventEmitter['once'] }) => {
        cutTalkers(connection, PING_INTERVAL_MS);
        const cut = (): void => void connection.close(true);
        connection.once('close', this.count.enterStranger(connection, connection.request, cut));
      },
    );
    this.#server.use((_, next) => {
      next(refusal('not_found', this.origin));
    });
    this.#server.of(DESKTOP_NAMESPACE).use((socket, next) => {
      void this.#admit(socket).then((code) => {
        next(code && refusal(code, this.origin));
      });
    });
    this.#server.of(DESKTOP_NAMESPACE).on('connection', (socket) => {
      void this.#follow(socket);
    });
  }

  /** Closes the links and not the sessions: a page that loses its link comes back, to another node. */
  beforeApplicationShutdown(): void {
    this.#server?.engine.close();
  }

  /** Before anything is known of the session: an origin that no portal has, or no room. */
  #refusalOf(request: IncomingMessage): Refused | undefined {
    const { origin } = request.headers;
    const isKnown = origin === undefined || origin === this.origin || this.registry.hasOrigin(origin);
    if (isKnown && this.count.fullBy(request) === 'node') this.count.makeRoom();
    return isKnown ? noRoom(this.count, request) : { code: 'origin_not_allowed' };
  }

  /** Proves the token, the page's key, and that its portal has this origin, or that it is our own page. */
  async #admit(socket: DesktopSocket): Promise<ProblemCode | undefined> {
    // One introduction a connection: of a second one nobody could tell any more from which origin it comes.
    if (socket.conn.request.headers === NOTHING) return 'invalid_token';
    const { token, proof } = socket.handshake.auth as Readonly<Record<string, unknown>>;
    const ticket = typeof token === 'string' ? this.broker.ticket(token) : undefined;
    if (typeof token !== 'string' || !ticket) return 'invalid_token';
    const { origin } = socket.handshake.headers;
    if (!isOriginAllowed(this.registry, ticket.clientId, origin, this.origin)) return 'origin_not_allowed';
    const { jkt } = ticket;
    const isProved =
      jkt === undefined ||
      // The reason does not matter to who cannot read it.
      (await this.proofs.demandOfSocket({ token, jkt }, proof, connectionId(socket)).then(
        () => true,
        () => false,
      ));
    if (!isProved) return 'invalid_dpop_proof';
    socket.data.ticket = ticket;
    this.count.introduce(socket.conn);
    forgetHandshake(socket);
    return undefined;
  }

  async #follow(socket: DesktopSocket): Promise<void> {
    const { ticket } = socket.data;
    if (!ticket) return;
    let stop: (() => void) | undefined;
    socket.once('disconnect', () => stop?.());
    try {
      const followed = await this.broker.follow(ticket, (snapshot) => {
        const message = snapshot && this.view.message(snapshot);
        if (message) socket.emit(SESSION_EVENT, message);
        if (!message || isTerminal(message.state) || message.state === 'expired') socket.disconnect(true);
      });
      if (!followed.ok) socket.disconnect(true);
      else if (socket.connected) stop = followed.value;
      else followed.value();
    } catch {
      // The store is away: the page comes back, and until then asks again by polling.
      socket.conn.close();
    }
  }
}

/**
 * A page may wait for minutes, and nobody looks at its handshake again: neither at the token, which is a secret, nor
 * at what the browser sent with it, cookies of the domain included. socket.io would keep it all as long as the link.
 */
function forgetHandshake({ handshake, conn }: DesktopSocket): void {
  Object.assign(handshake, { auth: NOTHING, headers: NOTHING, query: NOTHING });
  Object.assign(conn.request, { headers: NOTHING, rawHeaders: NOTHINGS });
}

/** The id that the page read in the open packet; the library's types keep it to themselves. */
function connectionId({ conn }: DesktopSocket): string {
  return (conn as unknown as { readonly id: string }).id;
}

/** What a refused handshake is told, as socket.io's `connect_error` with the problem as its data. */
function refusal(code: ProblemCode, origin: string): Error {
  return Object.assign(new Error(code), { data: problem(code, origin) });
}
