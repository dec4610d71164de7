import { Body, Controller, Get, HttpCode, Inject, Param, type PipeTransform, Post, UseGuards } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiSecurity,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { type Consent, type Decision, type ScanOutcome, SESSION_ID_LENGTH } from '@saoma/protocol';
import { type Outcome, RefusedError, unwrap } from '../core/outcome.js';
import { type Decided, PhoneBroker } from '../core/phone-broker.js';
import type { Limits } from '../core/ports.js';
import { LIMITS } from '../core/tokens.js';
import type { VerifiedPhone } from '../core/verified-phone.js';
import { consentView, outcomeView } from './consent-view.js';
import { ConsentAnswer, DecisionAnswer, OutcomeAnswer } from './phone.answers.js';
import { callsOf, CountsPerPerson, Phone, PhoneGuard, RefusesLocked } from './phone.guard.js';
import { ApproveBody, DenyBody, ScanBody } from './phone.requests.js';
import { UserCodeTries } from './user-code-tries.js';

/** Added to the one that every call costs: who tries codes and nonces runs dry three times as fast. */
const POINTS_OF_A_REFUSAL = 2;

const SESSION_ID = new RegExp(`^[A-Z2-7]{${SESSION_ID_LENGTH}}$`);

/** What cannot be a session is told as one that is not there, before anything is asked of the store. */
const anId: PipeTransform<string, string> = {
  transform(value) {
    if (!SESSION_ID.test(value)) throw new RefusedError({ code: 'session_not_found' });
    return value;
  },
};

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
    @Inject(UserCodeTries) private readonly typed: UserCodeTries,
    @Inject(LIMITS) private readonly limits: Limits,
  ) {}

  @Post()
  @HttpCode(200)
  @CountsPerPerson('scans_per_person')
  @RefusesLocked(true)
  @ApiOperation({ summary: 'Claim the session whose code was scanned or typed, and get what the person must see' })
  @ApiOkResponse({ type: ConsentAnswer })
  async scan(@Phone() phone: VerifiedPhone, @Body() { qr, user_code }: ScanBody): Promise<Consent> {
    if ((qr === undefined) === (user_code === undefined)) {
      throw new RefusedError({ code: 'invalid_request', detail: 'send one of qr and user_code' });
    }
    const scanned = qr === undefined ? this.typed.enter(phone, user_code ?? '') : this.broker.scan(phone, qr);
    return consentView(await this.#settle(phone, scanned));
  }

  @Get(':session_id')
  @ApiOperation({ summary: 'The consent view again, or what became of the session; for the phone that scanned it' })
  @ApiOkResponse({
    schema: { oneOf: [{ $ref: getSchemaPath(ConsentAnswer) }, { $ref: getSchemaPath(OutcomeAnswer) }] },
  })
  async readBack(@Phone() phone: VerifiedPhone, @Param('session_id', anId) id: string): Promise<Consent | ScanOutcome> {
    const scanned = await this.#settle(phone, this.broker.readBack(phone, id));
    return scanned.state === 'scanned' ? consentView(scanned) : outcomeView(scanned);
  }

  @Post(':session_id/approve')
  @HttpCode(200)
  @RefusesLocked(true)
  @ApiOperation({ summary: 'Approve what was shown' })
  @ApiOkResponse({ type: DecisionAnswer })
  async approve(
    @Phone() phone: VerifiedPhone,
    @Param('session_id', anId) id: string,
    @Body() { consent_nonce, identity }: ApproveBody,
  ): Promise<Decision> {
    return decision(await this.#settle(phone, this.broker.approve(phone, id, demandNonce(consent_nonce), identity)));
  }

  @Post(':session_id/deny')
  @HttpCode(200)
  @ApiOperation({ summary: 'Decline, also what was approved and not yet used' })
  @ApiOkResponse({ type: DecisionAnswer })
  async deny(
    @Phone() phone: VerifiedPhone,
    @Param('session_id', anId) id: string,
    @Body() { consent_nonce, reason }: DenyBody,
  ): Promise<Decision> {
    return decision(await this.#settle(phone, this.broker.deny(phone, id, demandNonce(consent_nonce), reason)));
  }

  async #settle<T>(phone: VerifiedPhone, pending: Promise<Outcome<T>>): Promise<T> {
    const outcome = await pending;
    // What it comes to is told by the next call; this one has its answer.
    if (!outcome.ok) await this.limits.take(...callsOf(phone)[0], POINTS_OF_A_REFUSAL);
    return unwrap(outcome);
  }
}

function decision({ sessionId, state, approvals }: Decided): Decision {
  return { session_id: sessionId, state, ...(approvals && { approvals }) };
}

/** Who decides without the nonce decides without having been shown anything. */
function demandNonce(nonce: string | undefined): string {
  if (nonce === undefined) throw new RefusedError({ code: 'consent_required' });
  return nonce;
}
