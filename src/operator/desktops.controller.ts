import { Body, Controller, Get, HttpCode, Inject, Param, Post, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { OperatorBroker } from '../core/operator-broker.js';
import { unwrap } from '../core/outcome.js';
import type { Operator } from '../core/ports.js';
import { desktopView } from './operator-view.js';
import { DesktopAnswer } from './operator.answers.js';
import { ActingOperator, OperatorGuard } from './operator.guard.js';
import { ActBody, DesktopBody } from './operator.requests.js';

/** Computers of which somebody said *this was not me*. */
@ApiTags('operator')
@ApiBearerAuth('operator')
@ApiResponse({ status: '4XX', description: 'A problem (RFC 9457); `code` says which.' })
@Controller('v1/operator/desktops')
@UseGuards(OperatorGuard)
export class BlockedDesktopsController {
  constructor(@Inject(OperatorBroker) private readonly broker: OperatorBroker) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'The opaque word of a computer, and whether it is blocked' })
  @ApiOkResponse({ type: DesktopAnswer })
  async name(@Body() { desktop_jkt }: DesktopBody): Promise<DesktopAnswer> {
    return desktopView(unwrap(await this.broker.person(this.broker.nameComputer(desktop_jkt))));
  }

  @Get(':desktop')
  @ApiOperation({ summary: 'Whether a computer is blocked, and since when' })
  @ApiOkResponse({ type: DesktopAnswer })
  async desktop(@Param('desktop') desktop: string): Promise<DesktopAnswer> {
    return desktopView(unwrap(await this.broker.person(desktop)));
  }

  @Post(':desktop/unblock')
  @HttpCode(200)
  @ApiOperation({ summary: 'Let sessions start on the computer again' })
  @ApiOkResponse({ type: DesktopAnswer })
  async unblock(
    @Param('desktop') desktop: string,
    @Body() { reason }: ActBody,
    @ActingOperator() { operatorId }: Operator,
  ): Promise<DesktopAnswer> {
    return desktopView(unwrap(await this.broker.unlock(desktop, { operatorId, reason })));
  }
}
