import { Controller, Get, Inject, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { PendingRequests } from '@saoma/protocol';
import { PhoneBroker } from '../core/phone-broker.js';
import { SentRequests } from '../core/sent-requests.js';
import type { VerifiedPhone } from '../core/verified-phone.js';
import { consentView, sentView } from './consent-view.js';
import { PendingAnswer } from './phone.answers.js';
import { Phone, PhoneGuard } from './phone.guard.js';

/** What waits for this person's word on this phone: an app asks when it starts, so that nothing is forgotten. */
@ApiTags('phone')
@ApiSecurity('phone')
@ApiResponse({ status: '4XX', description: 'A problem (RFC 9457); `code` says which.' })
@Controller('v1/requests')
@UseGuards(PhoneGuard)
export class RequestsController {
  constructor(
    @Inject(PhoneBroker) private readonly broker: PhoneBroker,
    @Inject(SentRequests) private readonly sent: SentRequests,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What this phone has claimed and not decided' })
  @ApiOkResponse({ type: PendingAnswer })
  async list(@Phone() phone: VerifiedPhone): Promise<PendingRequests> {
    const [requests, sent] = await Promise.all([this.broker.pending(phone), this.sent.list(phone)]);
    return { requests: requests.map(consentView), sent: sent.map(sentView) };
  }
}
