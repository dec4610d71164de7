import { Body, Controller, Delete, HttpCode, Inject, Put, UseGuards } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { Notifications } from '../core/notifications.js';
import { RequestCodes } from '../core/request-codes.js';
import type { VerifiedPhone } from '../core/verified-phone.js';
import { Phone, PhoneGuard } from './phone.guard.js';
import { NotificationBody, RequestCodeBody } from './phone.requests.js';

/** How portals' requests reach the person: where their app's push service finds them, and who may disturb them. */
@ApiTags('phone')
@ApiSecurity('phone')
@ApiResponse({ status: '4XX', description: 'A problem (RFC 9457); `code` says which.' })
@Controller('v1')
@UseGuards(PhoneGuard)
export class ReachController {
  constructor(
    @Inject(Notifications) private readonly notifications: Notifications,
    @Inject(RequestCodes) private readonly codes: RequestCodes,
  ) {}

  @Put('notifications')
  @HttpCode(204)
  @ApiOperation({ summary: 'From now on the app’s own push service is told when a request waits, by this handle' })
  @ApiNoContentResponse({ description: 'Kept for 90 days: say it anew whenever the app starts' })
  async notify(@Phone() phone: VerifiedPhone, @Body() { handle }: NotificationBody): Promise<void> {
    await this.notifications.register(phone, handle);
  }

  @Delete('notifications')
  @HttpCode(204)
  @ApiOperation({ summary: 'No notifications any more' })
  @ApiNoContentResponse({ description: 'The handle is forgotten' })
  async doNotNotify(@Phone() phone: VerifiedPhone): Promise<void> {
    await this.notifications.unregister(phone);
  }

  @Put('request-code')
  @HttpCode(204)
  @ApiOperation({ summary: 'From now on portals that must know it can send requests only with this code' })
  @ApiNoContentResponse({ description: 'The code before it is void' })
  async chooseCode(@Phone() phone: VerifiedPhone, @Body() { user_code }: RequestCodeBody): Promise<void> {
    await this.codes.choose(phone, user_code);
  }

  @Delete('request-code')
  @HttpCode(204)
  @ApiOperation({ summary: 'Portals that must know a code can send no requests any more' })
  @ApiNoContentResponse({ description: 'The code is forgotten' })
  async clearCode(@Phone() phone: VerifiedPhone): Promise<void> {
    await this.codes.clear(phone);
  }
}
