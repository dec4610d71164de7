import { Controller, Get, HttpCode, Inject, Param, Post, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { Consent, PendingRequests } from '@saoma/protocol';
import { PhoneBroker } from '../core/phone-broker.js';
import { SentRequests } from '../core/sent-requests.js';
import type { VerifiedPhone } from '../core/verified-phone.js';
import type { Arrival } from '../core/weighing.js';
import { consentView, sentView } from './consent-view.js';
import { ConsentAnswer, PendingAnswer } from './phone.answers.js';
import { Arrived, CountsPerPerson, Phone, PhoneGuard, ReadsSession, RefusesLocked } from './phone.guard.js';
import { RefusalCost } from './refusal-cost.js';
import { namedSession, sessionId } from './session-id.js';

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
    @Inject(RefusalCost) private readonly cost: RefusalCost,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What this phone has claimed and not decided, and what was sent to the person' })
  @ApiOkResponse({ type: PendingAnswer })
  async list(@Phone() phone: VerifiedPhone): Promise<PendingRequests> {
    const [requests, sent] = await Promise.all([this.broker.pending(phone), this.sent.list(phone)]);
    return { requests: requests.map(consentView), sent: sent.map(sentView) };
  }

  @Post(':session_id')
  @HttpCode(200)
  @CountsPerPerson('scans_per_person')
  @RefusesLocked(true)
  @ReadsSession(namedSession)
  @ApiOperation({ summary: 'Claim a session that was sent to the person, and get what they must see' })
  @ApiOkResponse({ type: ConsentAnswer })
  async open(
    @Phone() phone: VerifiedPhone,
    @Arrived() arrival: Arrival,
    @Param('session_id', sessionId('session_not_found')) id: string,
  ): Promise<Consent> {
    return consentView(await this.cost.settle(phone, this.broker.open(phone, id, arrival)));
  }
}
