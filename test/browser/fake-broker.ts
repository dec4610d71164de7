import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http';
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  type AppSummary,
  base32,
  type ContactChannel,
  DESKTOP_NAMESPACE,
  formatUserCode,
  problem,
  type ProblemCode,
  SESSION_EVENT,
  type SessionMessage,
  SOCKET_PATH,
  type StartAnswer,
  type UserCodeAnswer,
  userCodeCheck,
  type VisibleState,
} from '@saoma/protocol';
import { type Namespace, Server } from 'socket.io';

/** What a test sets, and what the page is to make of it. */
type News = Omit<Partial<SessionMessage>, 'session_id' | 'rev' | 'state' | 'qr'>;

interface FakeSession {
  readonly id: string;
  readonly token: string;
  readonly frameKey: string;
  readonly beganAtMs: number;
  endsAtMs: number;
  rev: number;
  state: VisibleState;
  news: News;
}

const PAGE = (body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><body>${body}</body></html>`;

/**
 * A broker that does what it is told, over real HTTP and real socket.io: the start, one session at a time, and every
 * misbehaviour of a network that a page has to live with. It also serves the pages of a portal.
 */
export class FakeBroker {
  readonly #http: HttpServer = createServer((request, response) => void this.#answer(request, response));
  readonly #sockets: Server;
  readonly #desktops: Namespace;
  readonly #wires = new Set<Duplex>();
  #port = 0;
  readonly #changes = new Set<() => void>();
  readonly #streams = new Map<ServerResponse, FakeSession>();
  readonly #pages = new Map<string, { readonly type: string; readonly body: string }>();
  /** Every request, oldest first: `POST /v1/sessions/…/cancel`. */
  readonly requests: string[] = [];
  /** Sessions that were started, oldest first. */
  readonly sessions: FakeSession[] = [];
  /** Answers every HTTP request of a session with this. */
  problem: { readonly code: ProblemCode; readonly retryAfter?: string; readonly retryAfterMs?: number } | undefined;
  /** Breaks off every HTTP request. */
  isDown = false;
  /** A proxy that does not know WebSocket. */
  refusesSockets = false;
  /** What is on the way lets streams of events through at once, and does not keep them back as by default. */
  letsEventsThrough = false;
  /** What each session has to type, once it was asked for: `WDJBM-JHTKX-T` the first, `WDJBM-JHTKV-Z` the second. */
  readonly userCodes = new Map<string, UserCodeAnswer>();
  /** Life of a new session. */
  lifeMs = 120_000;
  /** How long ago a new session began. */
  ageMs = 0;
  /** With which a new session can be approved. */
  apps: readonly AppSummary[] = [];
  /** What the page is told of a new session besides. */
  news: News = {};
  /** Pause after a one-time code. */
  resendMs = 30_000;

  private constructor(heartbeat: { pingInterval: number; pingTimeout: number }) {
    this.#sockets = new Server({ path: SOCKET_PATH, transports: ['websocket'], ...heartbeat });
    this.#http.prependListener('upgrade', (_, wire: Duplex) => {
      if (this.refusesSockets) wire.destroy();
      this.#wires.add(wire);
      wire.on('close', () => this.#wires.delete(wire));
    });
    this.#sockets.attach(this.#http);
    this.#desktops = this.#sockets.of(DESKTOP_NAMESPACE);
    this.#desktops.use((socket, next) => {
      const known = this.sessions.some(({ token }) => token === socket.handshake.auth['token']);
      next(known ? undefined : new Error('invalid_token'));
    });
    this.#desktops.on('connection', (socket) => {
      const session = this.sessions.find(({ token }) => token === socket.handshake.auth['token']);
      if (!session) return;
      void socket.join(session.id);
      socket.emit(SESSION_EVENT, this.#view(session));
    });
  }

  static async start(heartbeat = { pingInterval: 25_000, pingTimeout: 20_000 }): Promise<FakeBroker> {
    const broker = new FakeBroker(heartbeat);
    broker.#http.listen(0, '127.0.0.1');
    await once(broker.#http, 'listening');
    broker.#port = (broker.#http.address() as AddressInfo).port;
    return broker;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get startUrl(): string {
    return `${this.origin}/login/start`;
  }

  /** The session that was started last. */
  get session(): FakeSession {
    const session = this.sessions.at(-1);
    if (!session) throw new Error('nothing was started yet');
    return session;
  }

  serve(path: string, type: string, body: string): void {
    this.#pages.set(path, { type, body: type === 'text/html' ? PAGE(body) : body });
  }

  /** Moves the last session on and tells everybody who listens. */
  tell(state: VisibleState, news: News = {}, { silently = false } = {}): void {
    const { session } = this;
    if (state !== 'expired') session.rev += 1;
    session.state = state;
    session.news = news;
    session.endsAtMs = performance.now() + (news.expires_in_ms ?? 60_000);
    if (!silently) this.#push(session);
  }

  /** Waits for something that no client tells of. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (!this.#http.listening) throw new Error('the broker was stopped before that');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Whether a socket of the last session stands. */
  get isHeard(): boolean {
    return this.sessions.length > 0 && this.#desktops.adapter.rooms.has(this.session.id);
  }

  get socketCount(): number {
    return this.#desktops.sockets.size;
  }

  get streamCount(): number {
    return this.#streams.size;
  }

  /** Cuts every stream of events. */
  dropStreams(): void {
    for (const stream of this.#streams.keys()) stream.destroy();
  }

  /** Cuts every socket, as a node that goes away does. */
  dropSockets(): void {
    for (const { conn } of this.#desktops.sockets.values()) conn.close();
  }

  /** Sockets stay open, but nothing comes through them any more: a network that froze. */
  freezeSockets(): void {
    for (const wire of this.#wires) wire.write = () => true;
  }

  async stop(): Promise<void> {
    for (const wake of this.#changes) wake();
    // A frozen wire would never answer to a polite goodbye.
    for (const wire of this.#wires) wire.destroy();
    await this.#sockets.close();
    this.#http.closeAllConnections();
  }

  #push(session: FakeSession): void {
    this.#desktops.to(session.id).emit(SESSION_EVENT, this.#view(session));
    for (const [stream, { id }] of this.#streams) if (id === session.id) this.#send(stream, session);
    for (const wake of this.#changes) wake();
  }

  #view(session: FakeSession): SessionMessage {
    const nowMs = performance.now();
    const qr = { qr: { ...this.#qr(session), elapsed_ms: nowMs - session.beganAtMs } };
    const { id, rev, state, endsAtMs, news } = session;
    const rest = state === 'pending' ? qr : {};
    const purpose = news.purpose ?? 'login';
    return { session_id: id, rev, state, ...news, purpose, expires_in_ms: Math.max(0, endsAtMs - nowMs), ...rest };
  }

  #qr({ id, frameKey }: FakeSession): { url: string; frame_key: string; frame_ms: number } {
    return { url: `${this.origin}/Q/${id}`.toUpperCase(), frame_key: frameKey, frame_ms: 10_000 };
  }

  #start(): StartAnswer {
    const nowMs = performance.now();
    const session: FakeSession = {
      id: base32(randomBytes(17)).slice(0, 26),
      token: `desktop-${randomBytes(16).toString('hex')}`,
      frameKey: randomBytes(32).toString('base64url'),
      beganAtMs: nowMs - this.ageMs,
      endsAtMs: nowMs + this.lifeMs,
      rev: 1,
      state: 'pending',
      news: this.news,
    };
    this.sessions.push(session);
    return {
      session_id: session.id,
      desktop_token: session.token,
      expires_in_ms: this.lifeMs,
      qr: { ...this.#qr(session), elapsed_ms: this.ageMs },
      socket: { url: this.origin.replace('http', 'ws'), path: SOCKET_PATH, namespace: DESKTOP_NAMESPACE },
      events_uri: `${this.origin}/v1/sessions/${session.id}/events`,
      apps: this.apps,
    };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.origin);
    const page = this.#pages.get(url.pathname);
    if (page) {
      response.writeHead(200, { 'content-type': `${page.type}; charset=utf-8` }).end(page.body);
      return;
    }
    this.requests.push(`${request.method ?? ''} ${url.pathname}${url.search}`);
    if (this.isDown) {
      request.socket.destroy();
      return;
    }
    if (this.problem?.retryAfter !== undefined) response.setHeader('retry-after', this.problem.retryAfter);
    const answer = await this.#decide(request, url);
    if (answer.status === 200 && url.pathname.endsWith('/events')) {
      this.#stream(request, response);
      return;
    }
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  }

  async #decide(request: IncomingMessage, url: URL): Promise<{ status: number; body: unknown }> {
    const refuse = (code: ProblemCode): { status: number; body: unknown } => {
      const triesLeft = session?.news.one_time_code?.tries_left ?? 0;
      const tries = {
        ...(code === 'check_code_wrong' && { tries_left: 2 }),
        ...(code === 'one_time_code_wrong' && { tries_left: triesLeft }),
      };
      const { retryAfterMs: retry_after_ms } = this.problem ?? {};
      const body = problem(code, this.origin, { ...tries, ...(retry_after_ms !== undefined && { retry_after_ms }) });
      return { status: body.status, body };
    };
    const [, id, command] = /^\/v1\/sessions\/([A-Z2-7]{26})(?:\/([\w-]+))?$/.exec(url.pathname) ?? [];
    const session = this.sessions.find((known) => known.id === id);
    if (this.problem) return refuse(this.problem.code);
    if (['/login/start', '/v1/sessions'].includes(url.pathname)) return { status: 201, body: this.#start() };
    if (!session) return refuse('session_not_found');
    if (request.headers.authorization !== `Bearer ${session.token}`) return refuse('invalid_token');
    if (command === 'user-code') return { status: 200, body: this.#userCode(session, await text(request)) };
    if (command === 'one-time-code') {
      this.#sendCode(session, await text(request));
    } else if (command === 'prove') {
      if (!this.#prove(session, await text(request))) return refuse('one_time_code_wrong');
    } else if (command === undefined) {
      const isNews = session.rev > Number(url.searchParams.get('rev'));
      if (!isNews) await this.#change(Number(url.searchParams.get('wait_ms')));
    } else if (command === 'check' && !(await text(request)).includes('"190451"')) {
      return refuse('check_code_wrong');
    } else if (command !== 'events') {
      this.#command(session, command);
    }
    return { status: 200, body: this.#view(session) };
  }

  #stream(request: IncomingMessage, response: ServerResponse): void {
    // A proxy that waits for the end of an answer before it sends the beginning.
    if (!this.letsEventsThrough) return;
    const [, id] = /^\/v1\/sessions\/(\w+)/.exec(request.url ?? '') ?? [];
    const session = this.sessions.find((known) => known.id === id)!;
    this.#streams.set(response, session);
    response.on('close', () => this.#streams.delete(response));
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n\n');
    if (session.rev > Number(request.headers['last-event-id'])) this.#send(response, session);
  }

  #send(stream: ServerResponse, session: FakeSession): void {
    stream.write(`event: ${SESSION_EVENT}\nid: ${session.rev}\ndata: ${JSON.stringify(this.#view(session))}\n\n`);
  }

  #userCode(session: FakeSession, body: string): UserCodeAnswer {
    const index = this.sessions.indexOf(session) % 6;
    const alphabet = body.includes('digits') ? 'digits' : 'letters';
    const others = alphabet === 'digits' ? `01945073086${4 + index}` : `WDJBMJHTK${'XVWTZBCDFG'.charAt(index)}`;
    const code = formatUserCode(others + userCodeCheck(others, alphabet));
    const answer = { user_code: code, link: `${this.origin}/Q/${code}` };
    session.rev += 1;
    this.userCodes.set(session.id, answer);
    this.#push(session);
    return answer;
  }

  /** Five tries, and `123456` is the code. */
  #sendCode(session: FakeSession, body: string): void {
    const { channel } = JSON.parse(body) as { channel: ContactChannel };
    session.rev += 1;
    const one_time_code = { channel, digits: 6, tries_left: 5, resend_in_ms: this.resendMs };
    session.news = { ...session.news, one_time_code };
    this.#push(session);
  }

  #prove(session: FakeSession, body: string): boolean {
    const { one_time_code: sent, ...news } = session.news;
    const isRight = body === '{"one_time_code":"123456"}';
    session.rev += 1;
    if (isRight) {
      session.state = 'approved';
      session.news = { ...news, code: 'proved', redirect_uri: `${this.origin}/home` };
    } else {
      const tries_left = (sent?.tries_left ?? 1) - 1;
      session.news = { ...news, ...(sent && tries_left && { one_time_code: { ...sent, tries_left } }) };
    }
    this.#push(session);
    return isRight;
  }

  #command(session: FakeSession, command: string): void {
    session.rev += 1;
    if (command === 'cancel') session.state = 'cancelled';
    if (command === 'extend') session.endsAtMs += 120_000;
    if (command === 'check') session.state = 'approved';
    this.#push(session);
  }

  #change(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#changes.delete(done);
        resolve();
      };
      const timer = setTimeout(done, waitMs);
      this.#changes.add(done);
    });
  }
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
