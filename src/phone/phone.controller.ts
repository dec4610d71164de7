import { Body, Controller, Get, HttpCode, Inject, Param, Post, UseGuards } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiSecurity,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { type Consent, type Decision, parseQrText, type ScanOutcome } from '@saoma/protocol';
import { RefusedError } from '../core/outcome.js';
import { type Decided, PhoneBroker } from '../core/phone-broker.js';
import { SecondScan } from '../core/second-scan.js';
import type { VerifiedPhone } from '../core/verified-phone.js';
import type { Arrival } from '../core/weighing.js';
import { consentView, outcomeView } from './consent-view.js';
import { LateDenial } from './late-denial.js';
import { ConsentAnswer, DecisionAnswer, OutcomeAnswer } from './phone.answers.js';
import { Arrived, CountsPerPerson, Phone, PhoneGuard, ReadsSession, RefusesLocked, SaysNo } from './phone.guard.js';
import { ApproveBody, DenyBody, RescanBody, ScanBody } from './phone.requests.js';
import { Receipts } from './receipts.js';
import { RefusalCost } from './refusal-cost.js';
import { namedSession, sessionId } from './session-id.js';
import { UserCodeTries } from './user-code-tries.js';

const AN_ID = sessionId('session_not_found');

/** The phone's door: scan, look again, decide. */
@ApiTags('phone')
@ApiSecurity('phone')
@ApiExtraModels(ConsentAnswer, OutcomeAnswer)
@ApiResponse({ status: '4XX', description: 'A problem (RFC 9457); `code` says which.' })
@Controller('v1/scans')
@UseGuards(PhoneGuard)
export class PhoneController {
  constructor(
    @Inject(PhoneBroker) private readonly broker: PhoneBroker,
    @Inject(SecondScan) private readonly secondScan: SecondScan,
    @Inject(UserCodeTries) private readonly typed: UserCodeTries,
    @Inject(RefusalCost) private readonly cost: RefusalCost,
    @Inject(LateDenial) private readonly late: LateDenial,
    @Inject(Receipts) private readonly receipts: Receipts,
  ) {}

  @Post()
  @HttpCode(200)
  @CountsPerPerson('scans_per_person')
  @RefusesLocked(true)
  @ReadsSession(scannedSession)
  @ApiOperation({ summary: 'Claim the session whose code was scanned or typed, and get what the person must see' })
  @ApiOkResponse({ type: ConsentAnswer })
  async scan(
    @Phone() phone: VerifiedPhone,
    @Arrived() arrival: Arrival,
    @Body() { qr, user_code }: ScanBody,
  ): Promise<Consent> {
    if ((qr === undefined) === (user_code === undefined)) {
      throw new RefusedError({ code: 'invalid_request', detail: 'send one of qr and user_code' });
    }
    const scanned =
      qr === undefined ? this.typed.enter(phone, user_code ?? '', arrival) : this.broker.scan(phone, qr, arrival);
    return consentView(await this.cost.settle(phone, scanned));
  }

  @Get(':session_id')
  @ApiOperation({ summary: 'The consent view again, or what became of the session; for the phone that scanned it' })
  @ApiOkResponse({
    schema: { oneOf: [{ $ref: getSchemaPath(ConsentAnswer) }, { $ref: getSchemaPath(OutcomeAnswer) }] },
  })
  async readBack(
    @Phone() phone: VerifiedPhone,
    @Param('session_id', AN_ID) id: string,
  ): Promise<Consent | ScanOutcome> {
    const scanned = await this.cost.settle(phone, this.broker.readBack(phone, id));
    return scanned.state === 'scanned' ? consentView(scanned) : outcomeView(scanned);
  }

  @Post(':session_id/approve')
  @HttpCode(200)
  @RefusesLocked(true)
  @ReadsSession(namedSession)
  @ApiOperation({ summary: 'Approve what was shown' })
  @ApiOkResponse({ type: DecisionAnswer })
  async approve(
    @Phone() phone: VerifiedPhone,
    @Arrived() { session }: Arrival,
    @Param('session_id', AN_ID) id: string,
    @Body() { consent_nonce, identity, statement }: ApproveBody,
  ): Promise<Decision> {
    const consentNonce = demandNonce(consent_nonce);
    const receipt = await this.receipts.ofApproval({ phone, session, consentNonce, statement }, identity);
    return decision(await this.cost.settle(phone, this.broker.approve(phone, id, consentNonce, identity, receipt)));
  }

  @Post(':session_id/check')
  @HttpCode(200)
  @CountsPerPerson('scans_per_person')
  @RefusesLocked(true)
  @ApiOperation({ summary: 'While checking: scan what the page shows now, where nobody can type the digits' })
  @ApiOkResponse({ type: DecisionAnswer })
  async rescan(
    @Phone() phone: VerifiedPhone,
    @Param('session_id', AN_ID) id: string,
    @Body() { qr }: RescanBody,
  ): Promise<Decision> {
    return decision(await this.cost.settle(phone, this.secondScan.check(phone, id, qr)));
  }

  @Post(':session_id/deny')
  @HttpCode(200)
  @SaysNo(true)
  @ReadsSession(namedSession)
  @ApiOperation({ summary: 'Decline, also what was approved and not yet used; `not_me` also ends what was used' })
  @ApiOkResponse({ type: DecisionAnswer })
  async deny(
    @Phone() phone: VerifiedPhone,
    @Arrived() { session }: Arrival,
    @Param('session_id', AN_ID) id: string,
    @Body() { consent_nonce, reason, statement }: DenyBody,
  ): Promise<Decision> {
    const nonce = demandNonce(consent_nonce);
    const receipt = await this.receipts.ofDenial({ phone, session, consentNonce: nonce, statement }, reason);
    const denied =
      reason === 'not_me'
        ? this.late.notMe(phone, id, nonce, receipt)
        : this.broker.deny(phone, id, nonce, reason, receipt);
    return decision(await this.cost.settle(phone, denied));
  }
}

/** Of the code that a scan brings. */
function scannedSession({ body }: { readonly body?: unknown }): string | undefined {
  const { qr } = (body ?? {}) as { readonly qr?: unknown };
  return typeof qr === 'string' ? parseQrText(qr)?.sessionId : undefined;
}

function decision({ sessionId, state, checkCode, approvals }: Decided): Decision {
  return {
    session_id: sessionId,
    state,
    ...(checkCode !== undefined && { check_code: checkCode }),
    ...(approvals && { approvals }),
  };
}

/** Who decides without the nonce decides without having been shown anything. */
function demandNonce(nonce: string | undefined): string {
  if (nonce === undefined) throw new RefusedError({ code: 'consent_required' });
  return nonce;
}
