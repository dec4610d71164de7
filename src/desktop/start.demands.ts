import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  type ApproverRule,
  type Contact,
  CONTACT_CHANNELS,
  type ContactChannel,
  type LoginHint,
} from '@saoma/protocol';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  registerDecorator,
  ValidateNested,
} from 'class-validator';
import { hintOf } from '../core/binding.js';

/** How many persons one session may mean, and how many others may approve. */
const MOST_HINTED = 8;

/** No longer than a `sub` may be (OpenID Connect Core §2), and nothing invisible. */
const SUBJECT = /^[^\p{C}]{1,255}$/u;

/** E.164, or what mail servers take in practice: nothing that starts another header or another recipient. */
const CONTACTS: Readonly<Record<ContactChannel, RegExp>> = {
  sms: /^\+[1-9]\d{6,14}$/,
  email:
    /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?=.{1,190}$)[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)+$/i,
};

/** A portal's word for a person: `{realm, sub}`, `{account}` with a realm or without, or `{sub}` alone. */
export class HintBody {
  @ApiPropertyOptional({ description: 'The app’s own subject in `realm`; alone, the `sub` of an ID token' })
  @IsOptional()
  @Matches(SUBJECT, { message: 'sub must be 1 to 255 visible characters' })
  readonly sub?: string;

  @ApiPropertyOptional({ description: 'The portal’s own account, which apps map to their people' })
  @IsOptional()
  @Matches(SUBJECT, { message: 'account must be 1 to 255 visible characters' })
  readonly account?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @Length(1, 64)
  readonly realm?: string;
}

const ONE_OF = 'a login hint has one of sub and account';

const isHint = (value: unknown): boolean => hintOf(value ?? {}) !== undefined;

/** A list of hints, each of them one and no more. */
export function HintsOf(): PropertyDecorator {
  return (target, property) => {
    ArrayMinSize(1)(target, property);
    ArrayMaxSize(MOST_HINTED)(target, property);
    IsArray()(target, property);
    registerDecorator({
      name: 'hints',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown) => Array.isArray(value) && value.every(isHint),
        defaultMessage: () => ONE_OF,
      },
    });
    ValidateNested({ each: true })(target, property);
    Type(() => HintBody)(target, property);
  };
}

/** Who approves in the place of the person. */
export class ApproversBody implements ApproverRule {
  @ApiProperty({ type: [HintBody] })
  @HintsOf()
  readonly any_of!: readonly LoginHint[] & readonly HintBody[];

  @ApiPropertyOptional({ minimum: 1, maximum: MOST_HINTED, default: 1 })
  @IsInt()
  @Min(1)
  @Max(MOST_HINTED)
  readonly needed: number = 1;
}

/** Where a one-time code may be sent. */
export class ContactBody implements Contact {
  @ApiProperty({ enum: CONTACT_CHANNELS })
  @IsIn(CONTACT_CHANNELS)
  readonly channel!: ContactChannel;

  @ApiProperty({ example: '+8613800000142' })
  @IsString()
  @FitsChannel()
  readonly to!: string;
}

function FitsChannel(): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'fitsChannel',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown, args) => {
          const { channel } = (args?.object ?? {}) as Partial<ContactBody>;
          return typeof value === 'string' && channel !== undefined && CONTACTS[channel].test(value);
        },
        defaultMessage: () => 'to must be a number as E.164 (+8613800000142) for sms, an e-mail address for email',
      },
    });
  };
}
