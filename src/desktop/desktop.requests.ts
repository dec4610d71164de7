import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  type DesktopContext,
  PURPOSES,
  type Purpose,
  type StartRequest,
  USER_CODE_ALPHABETS,
  type UserCodeAlphabet,
  type UserCodeRequest,
} from '@saoma/protocol';
import { Type } from 'class-transformer';
import {
  Equals,
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

/** Space-separated words out of these (OpenID Connect Core §3.1.2.1). */
const SCOPE = /^(openid( profile)?|profile openid)$/;

/** Below the 30 s after which common proxies cut a silent request. */
const MAX_WAIT_MS = 25_000;

class WaitingBrowser implements DesktopContext {
  @ApiPropertyOptional({ maxLength: 512, description: 'User-Agent of the browser that waits' })
  @IsOptional()
  @IsString()
  @MaxLength(512)
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

  @ApiPropertyOptional({ default: 'openid', example: 'openid profile' })
  @IsOptional()
  @IsString()
  @MaxLength(256)
  @Matches(SCOPE, { message: 'scope must be "openid", with "profile" beside it or not' })
  readonly scope?: string;

  @ApiProperty({ description: 'BASE64URL(SHA-256(verifier)), RFC 7636 §4.2' })
  @IsString()
  @Matches(/^[\w-]{43}$/, { message: 'code_challenge must be 43 characters of base64url' })
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

  @ApiPropertyOptional({ type: WaitingBrowser, description: 'From a backend only' })
  @IsOptional()
  @ValidateNested()
  @Type(() => WaitingBrowser)
  readonly desktop?: WaitingBrowser;
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
