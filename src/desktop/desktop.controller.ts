import { Body, Controller, Get, Header, HttpCode, Inject, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { SessionMessage, StartAnswer, UserCodeAnswer } from '@saoma/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CheckCodes } from '../core/check-codes.js';
import { DesktopBroker } from '../core/desktop-broker.js';
import { RefusedError, unwrap } from '../core/outcome.js';
import type { Clock, DesktopTicket } from '../core/ports.js';
import type { Snapshot } from '../core/step.js';
import { CLOCK } from '../core/tokens.js';
import { addressPrefix } from '../platform/address-prefix.js';
import { ProofNonces } from '../proof/nonces.js';
import { DesktopCall, NEXT_NONCE } from './desktop-call.js';
import { MessageAnswer, StartedAnswer, TypedCodeAnswer } from './desktop.answers.js';
import { DesktopGuard, Ticket } from './desktop.guard.js';
import { CheckBody, ReadQuery, StartBody, UserCodeBody } from './desktop.requests.js';
import { EventStream } from './event-stream.js';
import { longPoll } from './long-poll.js';
import { OpenWaits } from './open-waits.js';
import { drawQr } from './qr-picture.js';
import { SessionLimit } from './session-limit.guard.js';
import { SessionView } from '../core/session-view.js';
import { streamEvents } from './stream-events.js';
import { Starter } from './starter.js';

@ApiTags('desktop')
@ApiResponse({ status: '4XX', description: 'A problem (RFC 9457); `code` says which.' })
@Controller('v1/sessions')
export class DesktopController {
  constructor(
    @Inject(DesktopBroker) private readonly broker: DesktopBroker,
    @Inject(CheckCodes) private readonly checkCodes: CheckCodes,
    @Inject(Starter) private readonly starter: Starter,
    @Inject(SessionView) private readonly view: SessionView,
    @Inject(OpenWaits) private readonly waits: OpenWaits,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ProofNonces) private readonly nonces: ProofNonces,
  ) {}

  @Post()
  @HttpCode(201)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Start a session: by a portal’s page (Origin, PKCE) or its backend (access token)' })
  @ApiCreatedResponse({ type: StartedAnswer })
  async start(@Body() body: StartBody, @Req() request: FastifyRequest): Promise<StartAnswer> {
    const answer = this.view.started(await this.starter.start(body, request));
    return { ...answer, ...(answer.desktop_jkt !== undefined && { dpop_nonce: this.nonces.current() }) };
  }

  @Get(':session_id')
  @UseGuards(DesktopGuard)
  @DesktopCall()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The session as the desktop may see it; with wait_ms a long poll' })
  @ApiOkResponse({ type: MessageAnswer, headers: NEXT_NONCE })
  async read(
    @Ticket() ticket: DesktopTicket,
    @Query() { wait_ms: waitMs, rev }: ReadQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionMessage> {
    if (waitMs === 0) return this.view.message(unwrap(await this.broker.read(ticket)));
    const poll = { ticket, rev, waitMs, request: request.raw, response: reply.raw };
    return this.view.message(await longPoll(this.broker, this.clock, this.waits, poll));
  }

  @Get(':session_id/events')
  @UseGuards(DesktopGuard)
  @DesktopCall()
  @ApiOperation({ summary: 'The same as server-sent events; Last-Event-ID is the revision known already' })
  @ApiOkResponse({
    description: 'Events `session`, each a message',
    content: { 'text/event-stream': {} },
    headers: NEXT_NONCE,
  })
  async events(
    @Ticket() ticket: DesktopTicket,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const known = Number(request.headers['last-event-id'] ?? 0);
    unwrap(await this.broker.read(ticket));
    this.waits.demandRoom(request.raw);
    reply.hijack();
    const stream = new EventStream(reply.raw, reply.getHeaders());
    const toMessage = (snapshot: Snapshot): SessionMessage => this.view.message(snapshot);
    await streamEvents(this.broker, this.waits, { ticket, known, stream, toMessage, request: request.raw });
  }

  @Get(':session_id/qr.svg')
  @UseGuards(DesktopGuard, SessionLimit)
  @DesktopCall()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The current code as a drawing, for pages without script' })
  @ApiOkResponse({ content: { 'image/svg+xml': {} }, headers: NEXT_NONCE })
  svg(@Ticket() ticket: DesktopTicket, @Res() reply: FastifyReply): Promise<void> {
    return this.#sendPicture('svg', ticket, reply);
  }

  @Get(':session_id/qr.png')
  @UseGuards(DesktopGuard, SessionLimit)
  @DesktopCall()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The current code as a bitmap, for pages without script' })
  @ApiOkResponse({ content: { 'image/png': {} }, headers: NEXT_NONCE })
  png(@Ticket() ticket: DesktopTicket, @Res() reply: FastifyReply): Promise<void> {
    return this.#sendPicture('png', ticket, reply);
  }

  @Post(':session_id/extend')
  @HttpCode(200)
  @UseGuards(DesktopGuard, SessionLimit)
  @DesktopCall()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Two minutes more, ten in all at most' })
  @ApiOkResponse({ type: MessageAnswer, headers: NEXT_NONCE })
  async extend(@Ticket() ticket: DesktopTicket): Promise<SessionMessage> {
    return this.view.message(unwrap(await this.broker.extend(ticket)));
  }

  @Post(':session_id/user-code')
  @HttpCode(200)
  @UseGuards(DesktopGuard, SessionLimit)
  @DesktopCall()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The typed way in, for those who cannot scan; with it the session lives longer' })
  @ApiOkResponse({ type: TypedCodeAnswer, headers: NEXT_NONCE })
  async userCode(@Ticket() ticket: DesktopTicket, @Body() { alphabet }: UserCodeBody): Promise<UserCodeAnswer> {
    return this.view.userCode(unwrap(await this.broker.userCode(ticket, alphabet)));
  }

  @Post(':session_id/check')
  @HttpCode(200)
  @UseGuards(DesktopGuard, SessionLimit)
  @DesktopCall()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'While checking: the digits that the phone shows; the third wrong ones end the session' })
  @ApiOkResponse({ type: MessageAnswer, headers: NEXT_NONCE })
  async check(
    @Ticket() ticket: DesktopTicket,
    @Body() { check_code }: CheckBody,
    @Req() { ip }: FastifyRequest,
  ): Promise<SessionMessage> {
    return this.view.message(unwrap(await this.checkCodes.check(ticket, check_code, addressPrefix(ip))));
  }

  @Post(':session_id/cancel')
  @HttpCode(200)
  @UseGuards(DesktopGuard, SessionLimit)
  @DesktopCall()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Throw the session away, whoever holds it' })
  @ApiOkResponse({ type: MessageAnswer, headers: NEXT_NONCE })
  async cancel(@Ticket() ticket: DesktopTicket): Promise<SessionMessage> {
    return this.view.message(unwrap(await this.broker.cancel(ticket)));
  }

  async #sendPicture(format: 'svg' | 'png', ticket: DesktopTicket, reply: FastifyReply): Promise<void> {
    const snapshot = unwrap(await this.broker.read(ticket));
    const { state } = this.view.message(snapshot);
    if (state === 'expired') throw new RefusedError({ code: 'expired_token' });
    if (state !== 'pending' && state !== 'checking') throw new RefusedError({ code: 'invalid_transition', state });
    const { type, body } = await drawQr(this.view.qrText(snapshot), format);
    await reply.type(type).send(body);
  }
}
