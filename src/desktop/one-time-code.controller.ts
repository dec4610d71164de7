import { Body, Controller, Header, HttpCode, Inject, Post, Req, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { SessionMessage } from '@saoma/protocol';
import type { FastifyRequest } from 'fastify';
import { OneTimeCodes } from '../core/one-time-codes.js';
import { unwrap } from '../core/outcome.js';
import type { DesktopTicket } from '../core/ports.js';
import { addressPrefix } from '../platform/address-prefix.js';
import { DesktopCall, NEXT_NONCE } from './desktop-call.js';
import { MessageAnswer } from './desktop.answers.js';
import { DesktopGuard, Ticket } from './desktop.guard.js';
import { ProveBody, SendCodeBody } from './desktop.requests.js';
import { SessionLimit } from './session-limit.guard.js';
import { SessionView } from '../core/session-view.js';

/** The way beside the phone, where the portal gave a contact: have a code sent, type it. */
@ApiTags('desktop')
@DesktopCall()
@Controller('v1/sessions/:session_id')
@UseGuards(DesktopGuard, SessionLimit)
export class OneTimeCodeController {
  constructor(
    @Inject(OneTimeCodes) private readonly codes: OneTimeCodes,
    @Inject(SessionView) private readonly view: SessionView,
  ) {}

  @Post('one-time-code')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Send a one-time code to one of the session’s contacts; another takes the place of the last',
  })
  @ApiOkResponse({ type: MessageAnswer, headers: NEXT_NONCE })
  async send(@Ticket() ticket: DesktopTicket, @Body() { channel }: SendCodeBody): Promise<SessionMessage> {
    return this.view.message(unwrap(await this.codes.send(ticket, channel)));
  }

  @Post('prove')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Approve by the one-time code that the person typed' })
  @ApiOkResponse({ type: MessageAnswer, headers: NEXT_NONCE })
  async prove(
    @Ticket() ticket: DesktopTicket,
    @Body() { one_time_code }: ProveBody,
    @Req() { ip }: FastifyRequest,
  ): Promise<SessionMessage> {
    return this.view.message(unwrap(await this.codes.prove(ticket, one_time_code, addressPrefix(ip))));
  }
}
