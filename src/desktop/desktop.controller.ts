import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { SessionMessage, StartAnswer } from '@saoma/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DesktopBroker } from '../core/desktop-broker.js';
import { RefusedError, unwrap } from '../core/outcome.js';
import type { Clock, DesktopTicket } from '../core/ports.js';
import { CLOCK } from '../core/tokens.js';
import { DesktopGuard, Ticket } from './desktop.guard.js';
import { EventStream } from './event-stream.js';
import { longPoll } from './long-poll.js';
import { OpenWaits } from './open-waits.js';
import { drawQr } from './qr-picture.js';
import { ReadDto } from './read.dto.js';
import { SessionView } from './session-view.js';
import { Starter } from './starter.js';
import { StartDto } from './start.dto.js';

const PICTURE_FORMATS = { 'qr.svg': 'svg', 'qr.png': 'png' } as const;

@ApiTags('desktop')
@Controller('v1/sessions')
export class DesktopController {
  constructor(
    @Inject(DesktopBroker) private readonly broker: DesktopBroker,
    @Inject(Starter) private readonly starter: Starter,
    @Inject(SessionView) private readonly view: SessionView,
    @Inject(OpenWaits) private readonly waits: OpenWaits,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(201)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Start a session: by a portal’s page (Origin, PKCE) or its backend (access token)' })
  async start(@Body() body: StartDto, @Req() request: FastifyRequest): Promise<StartAnswer> {
    return this.view.started(await this.starter.start(body, request));
  }

  @Get(':session_id')
  @UseGuards(DesktopGuard)
  @ApiBearerAuth('desktop')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The session as the desktop may see it; with wait_ms a long poll' })
  async read(
    @Ticket() ticket: DesktopTicket,
    @Query() { wait_ms: waitMs, rev }: ReadDto,
    @Req() request: FastifyRequest,
  ): Promise<SessionMessage> {
    if (waitMs === 0) return this.view.message(unwrap(await this.broker.read(ticket)));
    const onGone = (callback: () => void): void => void request.raw.once('close', callback);
    return this.view.message(await longPoll(this.broker, this.clock, this.waits, { ticket, rev, waitMs, onGone }));
  }

  @Get(':session_id/events')
  @UseGuards(DesktopGuard)
  @ApiBearerAuth('desktop')
  @ApiOperation({ summary: 'The same as server-sent events; Last-Event-ID is the revision known already' })
  async events(
    @Ticket() ticket: DesktopTicket,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const known = Number(request.headers['last-event-id'] ?? 0);
    unwrap(await this.broker.read(ticket));
    reply.hijack();
    const stream = new EventStream(reply.raw, reply.getHeaders());
    let isGone = false;
    let stop: (() => void) | undefined;
    const forget = this.waits.hold(() => {
      stream.end();
    });
    reply.raw.once('close', () => {
      isGone = true;
      forget();
      stop?.();
      stream.end();
    });
    try {
      const followed = await this.broker.follow(ticket, (snapshot) => {
        const message = this.view.message(snapshot);
        if (!(message.rev <= known) || message.state === 'expired') stream.send(message);
      });
      if (!followed.ok) stream.end();
      else if (isGone) followed.value();
      else stop = followed.value;
    } catch {
      // The store went away after the answer had begun: the page comes back, as after any lost line.
      stream.end();
    }
  }

  @Get(':session_id/:picture(qr.svg|qr.png)')
  @UseGuards(DesktopGuard)
  @ApiBearerAuth('desktop')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The current code as a picture, for pages without script' })
  async picture(
    @Ticket() ticket: DesktopTicket,
    @Param('picture') picture: keyof typeof PICTURE_FORMATS,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const snapshot = unwrap(await this.broker.read(ticket));
    const { state } = this.view.message(snapshot);
    if (state === 'expired') throw new RefusedError({ code: 'expired_token' });
    if (state !== 'pending') throw new RefusedError({ code: 'invalid_transition', state });
    const { type, body } = await drawQr(this.view.qrText(snapshot), PICTURE_FORMATS[picture]);
    await reply.type(type).send(body);
  }

  @Post(':session_id/extend')
  @HttpCode(200)
  @UseGuards(DesktopGuard)
  @ApiBearerAuth('desktop')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Two minutes more, ten in all at most' })
  async extend(@Ticket() ticket: DesktopTicket): Promise<SessionMessage> {
    return this.view.message(unwrap(await this.broker.extend(ticket)));
  }

  @Post(':session_id/cancel')
  @HttpCode(200)
  @UseGuards(DesktopGuard)
  @ApiBearerAuth('desktop')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Throw the session away, whoever holds it' })
  async cancel(@Ticket() ticket: DesktopTicket): Promise<SessionMessage> {
    return this.view.message(unwrap(await this.broker.cancel(ticket)));
  }
}
