import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  END_REASONS,
  type EndReason,
  PURPOSES,
  type Purpose,
  VISIBLE_STATES,
  type VisibleState,
} from '@saoma/protocol';

const AT = { format: 'date-time', description: 'By the store’s clock' } as const;

/** Who did it, and why; absent where it came by itself. */
class ActAnswer {
  @ApiProperty({ example: 'li.na' }) readonly operator!: string;
  @ApiProperty() readonly reason!: string;
}

class OperatorLockAnswer extends ActAnswer {
  @ApiProperty(AT) readonly at!: string;
}

class FactorLockAnswer {
  @ApiPropertyOptional({ description: 'Absent: until an operator unlocks' }) readonly remaining_ms?: number;
}

export class LockEntryAnswer {
  @ApiProperty({ enum: ['lock', 'unlock', 'factor_locked', 'block', 'kept_out'] }) readonly event!: string;
  @ApiProperty({ example: 'applied', description: 'Or, of `kept_out`, why; one in ten minutes' })
  readonly outcome!: string;
  @ApiProperty(AT) readonly at!: string;
  @ApiPropertyOptional({ type: ActAnswer }) readonly act?: ActAnswer;
}

/** What stands against a person. */
export class SubjectAnswer {
  @ApiProperty({ description: 'The person, as one opaque word' }) readonly subject!: string;
  @ApiProperty({ description: 'Whether anything of the two below stands' }) readonly locked!: boolean;
  @ApiProperty({ description: 'Wrong one-time codes in a row' }) readonly failures!: number;
  @ApiPropertyOptional({
    type: FactorLockAnswer,
    description: 'One-time codes are refused; the code on the screen is not',
  })
  readonly factor_lock?: FactorLockAnswer;
  @ApiPropertyOptional({ type: OperatorLockAnswer, description: 'Who goes by this word can approve nothing' })
  readonly operator_lock?: OperatorLockAnswer;
  @ApiProperty({ type: [LockEntryAnswer], description: 'Oldest first' }) readonly audit!: readonly LockEntryAnswer[];
}

/** What stands against a computer. */
export class DesktopAnswer {
  @ApiProperty({ description: 'The key of its pages, as one opaque word' }) readonly desktop!: string;
  @ApiProperty({ description: 'Nothing starts with its key' }) readonly blocked!: boolean;
  @ApiPropertyOptional({ description: 'Until that ends by itself; absent: it does not' })
  readonly remaining_ms?: number;
  @ApiProperty({ type: [LockEntryAnswer], description: 'Oldest first' }) readonly audit!: readonly LockEntryAnswer[];
}

class SessionEntryAnswer {
  @ApiProperty({ example: 'scan' }) readonly event!: string;
  @ApiProperty({ example: 'applied', description: 'Or why it was refused' }) readonly outcome!: string;
  @ApiProperty({ example: 'pending' }) readonly from!: string;
  @ApiProperty({ example: 'scanned' }) readonly to!: string;
  @ApiProperty(AT) readonly at!: string;
  @ApiPropertyOptional({ description: 'Issuer of the app' }) readonly app?: string;
  @ApiPropertyOptional({ description: 'Who sent it, as one opaque word' }) readonly person?: string;
  @ApiPropertyOptional({ example: 'not_me', description: 'With `sign_out`: why' }) readonly reason?: string;
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { nearness: 'near', risk: 'low' },
    description: 'What an applied event brought, and what else of it the portal’s `audit_details` let in',
  })
  readonly facts?: Readonly<Record<string, string>>;
  @ApiPropertyOptional({ type: ActAnswer }) readonly act?: ActAnswer;
}

/** What became of a session. */
export class EndedAnswer {
  @ApiProperty({ example: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' }) readonly session_id!: string;
  @ApiProperty({ enum: VISIBLE_STATES }) readonly state!: VisibleState;
  @ApiPropertyOptional({ enum: END_REASONS }) readonly reason?: EndReason;
}

/** A session as an operator may see it: no name, no address, no secret. */
export class TrailAnswer extends EndedAnswer {
  @ApiProperty() readonly client_id!: string;
  @ApiPropertyOptional({ enum: PURPOSES, description: 'While the record lives' }) readonly purpose?: Purpose;
  @ApiPropertyOptional({ description: 'Whom it is for, as one opaque word' }) readonly subject?: string;
  @ApiPropertyOptional({ description: 'Who claimed it, as one opaque word' }) readonly person?: string;
  @ApiProperty({
    type: [String],
    description:
      'What people decided, each signed by their phone (`npm run receipt` verifies it); while the session is remembered, or ' +
      'the sign-in that came of it lives',
  })
  readonly receipts!: readonly string[];
  @ApiPropertyOptional({ description: 'The computer that waits, as one opaque word; while the record lives' })
  readonly desktop?: string;
  @ApiProperty({ type: [SessionEntryAnswer], description: 'Oldest first' })
  readonly audit!: readonly SessionEntryAnswer[];
}
