import { Controller, Delete, Get, HttpCode, Inject, Param, Query, UseGuards } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { SignedInDesktops } from '@saoma/protocol';
import { SignIns } from '../core/sign-ins.js';
import type { VerifiedPhone } from '../core/verified-phone.js';
import { desktopView } from './desktop-view.js';
import { SignedInAnswer } from './phone.answers.js';
import { Phone, PhoneGuard } from './phone.guard.js';
import { SignOutQuery } from './phone.requests.js';
import { RefusalCost } from './refusal-cost.js';
import { sessionId } from './session-id.js';

/** The computers that the person signed in through this app. Also who is locked may sign them out. */
@ApiTags('phone')
@ApiSecurity('phone')
@ApiResponse({ status: '4XX', description: 'A problem (RFC 9457); `code` says which.' })
@Controller('v1/desktops')
@UseGuards(PhoneGuard)
export class DesktopsController {
  constructor(
    @Inject(SignIns) private readonly signIns: SignIns,
    @Inject(RefusalCost) private readonly cost: RefusalCost,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The computers that are signed in, the latest first' })
  @ApiOkResponse({ type: SignedInAnswer })
  async list(@Phone() phone: VerifiedPhone): Promise<SignedInDesktops> {
    const signIns = await this.signIns.list(phone);
    return { desktops: signIns.map(desktopView) };
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign one out; its portal is told' })
  @ApiNoContentResponse({ description: 'Nothing that the sign-in gave counts any more; also if it did not before' })
  async signOut(
    @Phone() phone: VerifiedPhone,
    @Param('id', sessionId('not_found')) id: string,
    @Query() { reason }: SignOutQuery,
  ): Promise<void> {
    await this.cost.settle(phone, this.signIns.signOut(phone, id, reason));
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign all of them out; their portals are told' })
  @ApiNoContentResponse({ description: 'Nothing that these sign-ins gave counts any more' })
  async signOutAll(@Phone() phone: VerifiedPhone, @Query() { reason }: SignOutQuery): Promise<void> {
    await this.signIns.signOutAll(phone, reason);
  }
}
