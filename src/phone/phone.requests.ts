import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  type ApproveRequest,
  type CheckByScanRequest,
  DENY_REASONS,
  type DenyReason,
  type DenyRequest,
  type NotificationRequest,
  type RequestCodeRequest,
  SIGN_OUT_REASONS,
  type SignOutReason,
} from '@saoma/protocol';
import { IsIn, IsOptional, IsString, Length, Matches } from 'class-validator';

/** The longest code there can be: a host name of 253 characters, a port, and the path. */
const LONGEST_QR_TEXT = 300;
/** A nonce has 43. */
const LONGEST_NONCE = 64;

/** One by a 4096-bit RSA key has about 3,000 characters. */
const LONGEST_STATEMENT = 4_096;

/** As long as the identities of tokens may be named. */
const LONGEST_IDENTITY = 64;

/** What a person may put between thirteen characters: spaces, dashes, full stops. */
const LONGEST_USER_CODE = 40;

/** Push services' own tokens have up to a few hundred characters. */
const LONGEST_HANDLE = 512;
const HANDLE = /^[\x21-\x7e]+$/;

/** Tries are counted per person: four digits stand up to them, and more than a person remembers is of no use. */
const SHORTEST_REQUEST_CODE = 4;
const LONGEST_REQUEST_CODE = 32;

/** One of the two. */
export class ScanBody {
  @ApiPropertyOptional({
    example: 'HTTPS://PASS.EXAMPLE.CN/Q/ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
    maxLength: LONGEST_QR_TEXT,
  })
  @IsOptional()
  @IsString()
  @Length(1, LONGEST_QR_TEXT)
  readonly qr?: string;

  @ApiPropertyOptional({
    example: 'WDJBM-JHTKX-T',
    maxLength: LONGEST_USER_CODE,
    description: 'As the person typed it',
  })
  @IsOptional()
  @IsString()
  @Length(1, LONGEST_USER_CODE)
  readonly user_code?: string;
}

/** The code that the page shows after the approval. */
export class RescanBody implements CheckByScanRequest {
  @ApiProperty({
    example: 'HTTPS://PASS.EXAMPLE.CN/Q/ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
    maxLength: LONGEST_QR_TEXT,
  })
  @IsString()
  @Length(1, LONGEST_QR_TEXT)
  readonly qr!: string;
}

class DecisionBody {
  @ApiProperty({ maxLength: LONGEST_NONCE, description: 'From the consent view; without it, `consent_required`.' })
  @IsOptional()
  @IsString()
  @Length(1, LONGEST_NONCE)
  readonly consent_nonce?: string;

  @ApiPropertyOptional({
    maxLength: LONGEST_STATEMENT,
    description:
      'What the person saw and said, signed with the phone’s key: a compact JWS (`saoma-decision+jwt`). An approval needs it ' +
      'where the app’s tokens are bound to keys; a denial counts with and without.',
  })
  @IsOptional()
  @IsString()
  @Length(1, LONGEST_STATEMENT)
  readonly statement?: string;
}

export class ApproveBody extends DecisionBody implements Partial<ApproveRequest> {
  @ApiPropertyOptional({
    maxLength: LONGEST_IDENTITY,
    description: '`id` of one of the view’s identities',
    default: 'self',
  })
  @IsOptional()
  @IsString()
  @Length(1, LONGEST_IDENTITY)
  readonly identity?: string;
}

export class DenyBody extends DecisionBody implements Partial<DenyRequest> {
  @ApiProperty({ enum: DENY_REASONS, description: '`not_me`: the person did not ask for this.' })
  @IsIn(DENY_REASONS)
  readonly reason!: DenyReason;
}

export class SignOutQuery {
  @ApiPropertyOptional({
    enum: SIGN_OUT_REASONS,
    default: 'signed_out',
    description: '`not_me`: it never was the person’s doing.',
  })
  @IsOptional()
  @IsIn(SIGN_OUT_REASONS)
  readonly reason: SignOutReason = 'signed_out';
}

export class NotificationBody implements NotificationRequest {
  @ApiProperty({
    maxLength: LONGEST_HANDLE,
    pattern: HANDLE.source,
    description: 'The app’s word for this phone; means nothing to anybody else',
  })
  @Matches(HANDLE, { message: 'handle must be visible ASCII characters without spaces' })
  @Length(1, LONGEST_HANDLE)
  readonly handle!: string;
}

export class RequestCodeBody implements RequestCodeRequest {
  @ApiProperty({
    minLength: SHORTEST_REQUEST_CODE,
    maxLength: LONGEST_REQUEST_CODE,
    description: 'The person tells it to whom they allow to send requests (OpenID CIBA Core §7.1)',
  })
  @Matches(/^[^\p{C}\p{Z}]+$/u, { message: 'user_code must be visible characters without spaces' })
  @Length(SHORTEST_REQUEST_CODE, LONGEST_REQUEST_CODE)
  readonly user_code!: string;
}
