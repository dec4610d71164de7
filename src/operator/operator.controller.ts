import { Body, Controller, Get, HttpCode, Inject, Param, Post, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { hintOf } from '../core/binding.js';
import { OperatorBroker } from '../core/operator-broker.js';
import { RefusedError, unwrap } from '../core/outcome.js';
import type { Operator } from '../core/ports.js';
import { endedView, subjectView, trailView } from './operator-view.js';
import { EndedAnswer, SubjectAnswer, TrailAnswer } from './operator.answers.js';
import { ActingOperator, OperatorGuard } from './operator.guard.js';
import { ActBody, NameBody } from './operator.requests.js';

@ApiTags('operator')
@ApiBearerAuth('operator')
@ApiResponse({ status: '4XX', description: 'A problem (RFC 9457); `code` says which.' })
@Controller('v1/operator')
@UseGuards(OperatorGuard)
export class OperatorController {
  constructor(@Inject(OperatorBroker) private readonly broker: OperatorBroker) {}

  @Post('subjects')
  @HttpCode(200)
  @ApiOperation({ summary: 'The opaque word of a person, and what stands against them' })
  @ApiOkResponse({ type: SubjectAnswer })
  async name(@Body() { client_id: clientId, login_hint }: NameBody): Promise<SubjectAnswer> {
    const hint = hintOf(login_hint);
    if (!hint)
      throw new RefusedError({ code: 'invalid_request', detail: 'login_hint must have one of sub and account' });
    const subject = unwrap(this.broker.name(hint, clientId));
    return subjectView(unwrap(await this.broker.person(subject)));
  }

  @Get('subjects/:subject')
  @ApiOperation({ summary: 'What stands against a person: who locked, why, since when' })
  @ApiOkResponse({ type: SubjectAnswer })
  async person(@Param('subject') subject: string): Promise<SubjectAnswer> {
    return subjectView(unwrap(await this.broker.person(subject)));
  }

  @Post('subjects/:subject/lock')
  @HttpCode(200)
  @ApiOperation({ summary: 'Lock a person: they can approve nothing until an operator unlocks' })
  @ApiOkResponse({ type: SubjectAnswer })
  async lock(
    @Param('subject') subject: string,
    @Body() { reason }: ActBody,
    @ActingOperator() { operatorId }: Operator,
  ): Promise<SubjectAnswer> {
    return subjectView(unwrap(await this.broker.lock(subject, { operatorId, reason })));
  }

  @Post('subjects/:subject/unlock')
  @HttpCode(200)
  @ApiOperation({ summary: 'Take away whatever stands against a person' })
  @ApiOkResponse({ type: SubjectAnswer })
  async unlock(
    @Param('subject') subject: string,
    @Body() { reason }: ActBody,
    @ActingOperator() { operatorId }: Operator,
  ): Promise<SubjectAnswer> {
    return subjectView(unwrap(await this.broker.unlock(subject, { operatorId, reason })));
  }

  @Get('sessions/:session_id')
  @ApiOperation({ summary: 'Where a session is, and how it came there' })
  @ApiOkResponse({ type: TrailAnswer })
  async session(@Param('session_id') sessionId: string): Promise<TrailAnswer> {
    return trailView(unwrap(await this.broker.session(sessionId)));
  }

  @Post('sessions/:session_id/end')
  @HttpCode(200)
  @ApiOperation({ summary: 'End a session, whoever holds it' })
  @ApiOkResponse({ type: EndedAnswer })
  async end(
    @Param('session_id') sessionId: string,
    @Body() { reason }: ActBody,
    @ActingOperator() { operatorId }: Operator,
  ): Promise<EndedAnswer> {
    return endedView(unwrap(await this.broker.end(sessionId, { operatorId, reason })));
  }
}
