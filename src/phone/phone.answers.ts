import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  type Consent,
  END_REASONS,
  VISIBLE_STATES,
  type Decision,
  type EndReason,
  type LocalizedText,
  type PendingRequests,
  type PortalSummary,
  type Purpose,
  PURPOSES,
  type ScanOutcome,
  type VisibleState,
} from '@saoma/protocol';

class BilingualText implements LocalizedText {
  @ApiProperty() readonly zh!: string;
  @ApiProperty() readonly en!: string;
}

class AskingPortal implements PortalSummary {
  @ApiProperty() readonly names!: BilingualText;
  @ApiPropertyOptional({ format: 'uri' }) readonly logo?: string;
  @ApiProperty({ description: 'Where the sign-in leads to, as registered.' }) readonly domain!: string;
}

class WaitingDesktop {
  @ApiPropertyOptional({ example: 'Chrome 156' }) readonly browser?: string;
  @ApiPropertyOptional({ example: 'Windows 10 / 11' }) readonly system?: string;
  @ApiPropertyOptional({ example: '203.0.113.*' }) readonly address?: string;
  @ApiProperty({ description: 'Milliseconds since the page began to wait.' }) readonly started_ms_ago!: number;
}

class SessionAnswer {
  @ApiProperty({ example: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' }) readonly session_id!: string;
  @ApiProperty({ enum: VISIBLE_STATES }) readonly state!: VisibleState;
}

class LivingSessionAnswer extends SessionAnswer {
  @ApiProperty({ description: 'Grows with every event.' }) readonly rev!: number;
  @ApiProperty({ description: 'Milliseconds left; 0 once it is over.' }) readonly expires_in_ms!: number;
}

/** Described for OpenAPI; the shape is the protocol's. */
export class ConsentAnswer extends LivingSessionAnswer implements Consent {
  @ApiProperty() readonly portal!: AskingPortal;
  @ApiProperty({ enum: PURPOSES }) readonly purpose!: Purpose;
  @ApiProperty() readonly purpose_text!: BilingualText;
  @ApiProperty({ enum: ['qr', 'user_code'], description: 'How the phone came to it.' }) readonly via!: Consent['via'];
  @ApiProperty() readonly desktop!: WaitingDesktop;
  @ApiProperty({ description: 'Goes back with the decision.' }) readonly consent_nonce!: string;
}

export class OutcomeAnswer extends LivingSessionAnswer implements ScanOutcome {
  @ApiPropertyOptional({ enum: END_REASONS, description: 'Why it ended so.' }) readonly reason?: EndReason;
  @ApiPropertyOptional({ description: 'While `checking`: digits to type on the computer.' })
  readonly check_code?: string;
}

export class PendingAnswer implements PendingRequests {
  @ApiProperty({ type: [ConsentAnswer], description: 'Newest first.' }) readonly requests!: readonly ConsentAnswer[];
}

export class DecisionAnswer extends SessionAnswer implements Decision {
  @ApiPropertyOptional({ description: 'While `checking`: digits to type on the computer.' })
  readonly check_code?: string;
}
