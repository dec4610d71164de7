import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  type AmrValue,
  type CheckRequest,
  CONTACT_CHANNELS,
  type ContactChannel,
  type DesktopContext,
  IDENTITY_TYPES,
  type IdentityType,
  type LoginHint,
  type OneTimeCodeRequest,
  type ProveRequest,
  PURPOSES,
  type Purpose,
  type StartRequest,
  USER_CODE_ALPHABETS,
  type UserCodeAlphabet,
  type UserCodeRequest,
} from '@saoma/protocol';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  Equals,
  IsArray,
  IsIn,
  IsInt,
  IsIP,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { plainText, plainTextExpected } from '../core/plain-text.js';
import { CEILING_MS } from '../core/transitions.js';
import { MAX_USER_AGENT_LENGTH } from '../platform/user-agent.js';
import { ApproversBody, ContactBody, HintBody, HintsOf } from './start.demands.js';

/** Space-separated words out of these (OpenID Connect Core §3.1.2.1). */
const SCOPE = /^(openid( profile)?|profile openid)$/;

/** Below the 30 s after which common proxies cut a silent request. */
const MAX_WAIT_MS = 25_000;

/** More alternatives than anybody has. */
const MOST_DEMANDS = 8;
const MAX_AGE_SECONDS = 86_400;
/** Less, and nobody has a phone at hand in time. */
const MIN_LIFE_MS = 30_000;
/** SHA-256 in base64url: a PKCE challenge (RFC 7636 §4.2), a key's thumbprint (RFC 7638). */
const DIGEST = /^[\w-]{43}$/;
/** Goes into a header as it is (RFC 9470 §3). */
const ACR = /^[\w:./#~-]{1,255}$/;
/** Shown on phones. */
const MAX_TEXT_LENGTH = 200;

const AMR_VALUES: readonly AmrValue[] = ['face', 'fpt', 'hwk', 'mfa', 'otp', 'pin', 'pwd', 'sms', 'swk', 'tel', 'user'];

class WaitingBrowser implements DesktopContext {
  @ApiPropertyOptional({ maxLength: MAX_USER_AGENT_LENGTH, description: 'User-Agent of the browser that waits' })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_USER_AGENT_LENGTH)
  @Matches(/^[^\p{C}]*$/u, { message: 'user_agent must have no controls' })
  readonly user_agent?: string;

  @ApiPropertyOptional({ format: 'ip', description: 'Address of the browser that waits' })
  @IsOptional()
  @IsIP()
  readonly address?: string;
}

/** Body of `POST /v1/sessions`. */
export class StartBody implements StartRequest {
  @ApiProperty({ maxLength: 128 })
  @IsString()
  @Length(1, 128)
  readonly client_id!: string;

  @ApiPropertyOptional({ enum: PURPOSES, default: 'login' })
  @IsOptional()
  @IsIn(PURPOSES)
  readonly purpose?: Purpose;

  @ApiPropertyOptional({ default: 'openid', example: 'openid profile', pattern: SCOPE.source })
  @IsOptional()
  @IsString()
  @MaxLength(256)
  @Matches(SCOPE, { message: 'scope must be "openid", with "profile" beside it or not' })
  readonly scope?: string;

  @ApiProperty({ description: 'BASE64URL(SHA-256(verifier)), RFC 7636 §4.2', pattern: DIGEST.source })
  @IsString()
  @Matches(DIGEST, { message: 'code_challenge must be 43 characters of base64url' })
  readonly code_challenge!: string;

  @ApiProperty({ enum: ['S256'] })
  @Equals('S256')
  readonly code_challenge_method!: 'S256';

  @ApiPropertyOptional({ description: 'One of the registered ones; default the first' })
  @IsOptional()
  @IsString()
  @MaxLength(2_048)
  readonly redirect_uri?: string;

  @ApiPropertyOptional({ maxLength: 512 })
  @IsOptional()
  @IsString()
  @MaxLength(512)
  readonly state?: string;

  @ApiPropertyOptional({ maxLength: 512 })
  @IsOptional()
  @IsString()
  @MaxLength(512)
  readonly nonce?: string;

  @ApiPropertyOptional({ maxLength: 256 })
  @IsOptional()
  @IsString()
  @MaxLength(256)
  readonly acr_values?: string;

  @ApiPropertyOptional({ maxLength: 128, example: 'zh-CN en' })
  @IsOptional()
  @IsString()
  @MaxLength(128)
  readonly ui_locales?: string;

  @ApiPropertyOptional({
    description: 'Thumbprint of the page’s key, RFC 7638; then its calls need proofs of it (`DPoP`)',
    pattern: DIGEST.source,
  })
  @IsOptional()
  @Matches(DIGEST, { message: 'desktop_jkt must be a SHA-256 thumbprint: 43 characters of base64url' })
  readonly desktop_jkt?: string;

  @ApiPropertyOptional({ type: WaitingBrowser, description: 'From a backend only' })
  @IsOptional()
  @ValidateNested()
  @Type(() => WaitingBrowser)
  readonly desktop?: WaitingBrowser;

  @ApiPropertyOptional({ type: [HintBody], description: 'From a backend only: whom it is for, any of them' })
  @IsOptional()
  @HintsOf()
  readonly login_hint?: readonly HintBody[] & readonly LoginHint[];

  @ApiPropertyOptional({
    enum: AMR_VALUES,
    isArray: true,
    description: 'From a backend only: one of these factors (RFC 8176)',
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_DEMANDS)
  @IsIn(AMR_VALUES, { each: true })
  readonly required_amr?: readonly AmrValue[];

  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'string', pattern: ACR.source },
    description: 'From a backend only: one of these levels',
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_DEMANDS)
  @Matches(ACR, { each: true, message: 'required_acr must be a list of acr values without spaces' })
  readonly required_acr?: readonly string[];

  @ApiPropertyOptional({ maximum: MAX_AGE_SECONDS, description: 'From a backend only: seconds since the verification' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MAX_AGE_SECONDS)
  readonly max_age?: number;

  @ApiPropertyOptional({
    maxLength: 200,
    description: 'From a backend only: what the phone shows as the portal’s words',
  })
  @IsOptional()
  @IsString()
  @Matches(plainText(MAX_TEXT_LENGTH), { message: `text ${plainTextExpected(MAX_TEXT_LENGTH)}` })
  readonly text?: string;

  @ApiPropertyOptional({ minimum: MIN_LIFE_MS, maximum: CEILING_MS, description: 'From a backend only' })
  @IsOptional()
  @IsInt()
  @Min(MIN_LIFE_MS)
  @Max(CEILING_MS)
  readonly life_ms?: number;

  @ApiPropertyOptional({ enum: IDENTITY_TYPES, isArray: true, description: 'From a backend only' })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(IDENTITY_TYPES, { each: true })
  readonly identity_types?: readonly IdentityType[];

  @ApiPropertyOptional({
    type: ApproversBody,
    description: 'From a backend only, for verify: who approves in their place',
  })
  @IsOptional()
  @ValidateNested()
  @Type(() => ApproversBody)
  readonly approvers?: ApproversBody;

  @ApiPropertyOptional({ type: [ContactBody], description: 'From a backend only, for step_up and verify' })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique(({ channel }: ContactBody) => channel)
  @ValidateNested({ each: true })
  @Type(() => ContactBody)
  readonly contacts?: readonly ContactBody[];
}

/** Body of `POST /v1/sessions/{id}/one-time-code`. */
export class SendCodeBody implements OneTimeCodeRequest {
  @ApiProperty({ enum: CONTACT_CHANNELS })
  @IsIn(CONTACT_CHANNELS)
  readonly channel!: ContactChannel;
}

/** Body of `POST /v1/sessions/{id}/prove`. */
export class ProveBody implements ProveRequest {
  @ApiProperty({ example: '190451', description: 'As typed: spaces and full-width digits do no harm' })
  @IsString()
  @Length(1, 32)
  readonly one_time_code!: string;
}

/** Body of `POST /v1/sessions/{id}/check`. */
export class CheckBody implements CheckRequest {
  @ApiProperty({ example: '190451', description: 'As typed: spaces and full-width digits do no harm' })
  @IsString()
  @Length(1, 32)
  readonly check_code!: string;
}

/** Body of `POST /v1/sessions/{id}/user-code`. */
export class UserCodeBody implements UserCodeRequest {
  @ApiPropertyOptional({ enum: Object.keys(USER_CODE_ALPHABETS), default: 'letters' })
  @IsOptional()
  @IsIn(Object.keys(USER_CODE_ALPHABETS))
  readonly alphabet: UserCodeAlphabet = 'letters';
}

/** Query of `GET /v1/sessions/{id}`. */
export class ReadQuery {
  @ApiPropertyOptional({ maximum: MAX_WAIT_MS, default: 0, description: 'Milliseconds to wait for something newer' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(MAX_WAIT_MS)
  readonly wait_ms: number = 0;

  @ApiPropertyOptional({ default: 0, description: 'The revision that is known already' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  readonly rev: number = 0;
}
