import { Body, Controller, Get, Header, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { StartAnswer } from '@saoma/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Computers } from '../../core/computers.js';
import { DesktopBroker } from '../../core/desktop-broker.js';
import { RefusedError, unwrap } from '../../core/outcome.js';
import { type Limits, StoreUnavailable } from '../../core/ports.js';
import { Secrets } from '../../core/secrets.js';
import { SessionView } from '../../core/session-view.js';
import { BROKER_ORIGIN, LIMITS } from '../../core/tokens.js';
import { ProofNonces } from '../../proof/nonces.js';
import { countStart } from '../count-start.js';
import { Visitors } from '../visitors.js';
import { ElementScript } from './element-script.js';
import { HostedStartBody } from './hosted-start.body.js';
import { loginPage, loginPagePolicy } from './login-page.js';
import { orderOf, refusalTarget } from './login-request.js';
import { PAGE_HEADERS } from './markup.js';
import { NOTICE_POLICY, type NoticeName, noticePage } from './notice-page.js';
import { type OpenLogin, OpenLogins } from './open-logins.js';
import { languageOf } from './page-language.js';

const SCRIPT = 'assets/saoma-login.js';
const FOR_EVER = 'public, max-age=31536000, immutable';

/** How the portal is told that nobody signed in: OAuth's error, and a word for its developer. */
const ENDS = {
  cancel: { error: 'access_denied', description: 'the person cancelled' },
  timeout: { error: 'login_required', description: 'nobody signed in in time' },
} as const;

/** The page where people of any portal sign in, for the browser that the authorization endpoint sent here. */
@ApiExcludeController()
@Controller('login')
export class LoginController {
  constructor(
    @Inject(OpenLogins) private readonly logins: OpenLogins,
    @Inject(DesktopBroker) private readonly broker: DesktopBroker,
    @Inject(SessionView) private readonly view: SessionView,
    @Inject(Visitors) private readonly visitors: Visitors,
    @Inject(ElementScript) private readonly script: ElementScript,
    @Inject(Secrets) private readonly secrets: Secrets,
    @Inject(LIMITS) private readonly limits: Limits,
    @Inject(BROKER_ORIGIN) private readonly origin: string,
    @Inject(Computers) private readonly computers: Computers,
    @Inject(ProofNonces) private readonly nonces: ProofNonces,
  ) {}

  @Get(SCRIPT)
  async element(
    @Query('v') asked: unknown,
    @Req() { headers }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const { version, text, gzipped } = await this.script.read();
    // While nodes of two versions run side by side, one may be asked for the other's: that is not to be kept.
    void reply
      .header('content-type', 'text/javascript; charset=utf-8')
      .header('cache-control', asked === version ? FOR_EVER : 'no-cache')
      // It is the element that portals may have on their own pages.
      .header('cross-origin-resource-policy', 'cross-origin')
      .header('vary', 'accept-encoding');
    if (!/\bgzip\b/.test(headers['accept-encoding'] ?? '')) return text;
    void reply.header('content-encoding', 'gzip');
    return gzipped;
  }

  @Get(':uid')
  async page(
    @Param('uid') uid: string,
    @Query('lang') chosen: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const login = await this.#find(uid, request, reply);
    if (typeof login === 'string') return tell(reply, login);
    const { portal, request: asked, remainingMs } = login;
    const { version } = await this.script.read();
    const language = languageOf(chosen, asked.ui_locales, request.headers['accept-language']);
    const scriptPath = `/login/${SCRIPT}?v=${version}`;
    await reply
      .headers({
        ...PAGE_HEADERS,
        'content-security-policy': loginPagePolicy(portal, asked.redirect_uri, this.origin),
      })
      .send(loginPage({ uid, portal, language, origin: this.origin, scriptPath, remainingMs }));
  }

  /** The element's start: a session for each code that it shows. */
  @Post(':uid/session')
  @HttpCode(201)
  @Header('cache-control', 'no-store')
  async start(
    @Param('uid') uid: string,
    @Body() { desktop_jkt: jkt }: HostedStartBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StartAnswer> {
    this.#demandOwnPage(request);
    const login = await this.logins.find(uid, request.raw, reply.raw);
    if (!login) throw new RefusedError({ code: 'session_not_found', detail: 'this sign-in is over, or not yours' });
    const { portal, request: asked } = login;
    const [retryAfterMs, known] = await Promise.all([
      countStart(this.limits, request.ip, portal.clientId, { jkt }),
      jkt === undefined ? undefined : this.computers.look(jkt),
    ]);
    if (retryAfterMs !== undefined) throw new RefusedError({ code: 'slow_down', retryAfterMs });
    this.visitors.note(request.raw, request.ip);
    const order = {
      ...orderOf(asked, portal, this.secrets),
      ...this.visitors.of(request.raw),
      ...(known && { desktop: unwrap(known) }),
    };
    const answer = this.view.started(unwrap(await this.broker.start(order)));
    return { ...answer, ...(answer.desktop_jkt !== undefined && { dpop_nonce: this.nonces.current() }) };
  }

  @Post(':uid/cancel')
  cancel(@Param('uid') uid: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#goBack('cancel', uid, request, reply);
  }

  @Post(':uid/timeout')
  timeout(@Param('uid') uid: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#goBack('timeout', uid, request, reply);
  }

  async #goBack(why: keyof typeof ENDS, uid: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    this.#demandOwnPage(request);
    const login = await this.#find(uid, request, reply);
    if (typeof login === 'string') return tell(reply, login);
    await login.end();
    const { error, description } = ENDS[why];
    const target = refusalTarget(login.request, this.origin, error, description);
    await reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer').redirect(target, 303);
  }

  /** What is open, or what to tell people instead. */
  async #find(uid: string, request: FastifyRequest, reply: FastifyReply): Promise<OpenLogin | NoticeName> {
    try {
      return (await this.logins.find(uid, request.raw, reply.raw)) ?? 'over';
    } catch (error) {
      if (error instanceof StoreUnavailable) return 'busy';
      throw error;
    }
  }

  /** The cookie does not come along from other sites; here those are told apart that share ours. */
  #demandOwnPage({ headers }: FastifyRequest): void {
    if (headers.origin !== this.origin) throw new RefusedError({ code: 'origin_not_allowed' });
  }
}

const STATUS: Partial<Record<NoticeName, number>> = { over: 404, busy: 503 };

async function tell(reply: FastifyReply, name: NoticeName): Promise<void> {
  await reply
    .status(STATUS[name] ?? 400)
    .headers({ ...PAGE_HEADERS, 'content-security-policy': NOTICE_POLICY })
    .send(noticePage(name));
}
