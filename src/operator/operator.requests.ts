import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { plainText } from '../core/plain-text.js';
import { IsDefined, IsOptional, IsString, Length, Matches, ValidateNested } from 'class-validator';

/** No longer than a `sub` may be (OpenID Connect Core §2), and nothing invisible. */
const SUBJECT = /^\P{C}{1,255}$/u;

/** Goes on record and is read by others: nothing invisible, nothing that turns the writing direction around. */
const REASON = plainText(200);

/** SHA-256 as base64url (RFC 7638 §3). */
const THUMBPRINT = /^[\w-]{43}$/;

class PersonHint {
  @ApiPropertyOptional({
    description: 'The app’s own subject in `realm`; with client_id alone, the `sub` of an ID token',
  })
  @IsOptional()
  @Matches(SUBJECT, { message: 'sub must be 1 to 255 visible characters' })
  readonly sub?: string;

  @ApiPropertyOptional({ description: 'With client_id: the portal’s own account' })
  @IsOptional()
  @Matches(SUBJECT, { message: 'account must be 1 to 255 visible characters' })
  readonly account?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @Length(1, 64)
  readonly realm?: string;
}

/** Body of `POST /v1/operator/subjects`: here and not in an address, because addresses are logged on their way. */
export class NameBody {
  @ApiPropertyOptional({ maxLength: 128, description: 'The portal in whose words the person is named' })
  @IsOptional()
  @IsString()
  @Length(1, 128)
  readonly client_id?: string;

  @ApiProperty({ type: PersonHint })
  @IsDefined()
  @ValidateNested()
  @Type(() => PersonHint)
  readonly login_hint!: PersonHint;
}

/** Body of `POST /v1/operator/desktops`. */
export class DesktopBody {
  @ApiProperty({
    description: 'Thumbprint of the key of its pages (RFC 7638), as the ID token’s `cnf` has it',
    pattern: THUMBPRINT.source,
  })
  @Matches(THUMBPRINT, { message: 'desktop_jkt must be a SHA-256 thumbprint: 43 characters of base64url' })
  readonly desktop_jkt!: string;
}

/** Body of every act. */
export class ActBody {
  @ApiProperty({ minLength: 1, maxLength: 200, description: 'Why: goes on record beside who' })
  @IsString()
  @Matches(REASON, { message: 'reason must be 1 to 200 visible characters' })
  readonly reason!: string;
}
