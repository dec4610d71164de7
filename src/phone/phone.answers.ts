import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  type AmrValue,
  type Approvals,
  type ApprovingApp,
  type Channel,
  CHANNELS,
  COMPUTERS,
  type KnownComputer,
  type Nearness,
  NEARNESS,
  RISK_REASONS,
  type RiskReason,
  FLOWS,
  type Flow,
  type SentRequest,
  type Consent,
  END_REASONS,
  type Identity,
  IDENTITY_TYPES,
  type IdentityType,
  type RequiredAuthentication,
  VISIBLE_STATES,
  type Decision,
  type EndReason,
  type LocalizedText,
  type PendingRequests,
  type PortalSummary,
  type Purpose,
  PURPOSES,
  type ScanOutcome,
  type SignedInDesktop,
  type SignedInDesktops,
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

class Desktop {
  @ApiPropertyOptional({ example: 'Chrome 156' }) readonly browser?: string;
  @ApiPropertyOptional({ example: 'Windows 10 / 11' }) readonly system?: string;
  @ApiPropertyOptional({ example: '203.0.113.*' }) readonly address?: string;
}

class WaitingDesktop extends Desktop {
  @ApiPropertyOptional({ description: 'Where that network is, as far as a database knows' })
  readonly place?: BilingualText;

  @ApiProperty({ enum: COMPUTERS, description: 'Whether this person signed in with this very page’s key before' })
  readonly known!: KnownComputer;

  @ApiProperty({ description: 'Milliseconds since the page began to wait.' }) readonly started_ms_ago!: number;
}

class WeighedNearness {
  @ApiProperty({ enum: NEARNESS }) readonly verdict!: Nearness;
  @ApiProperty({ enum: RISK_REASONS, isArray: true }) readonly reasons!: readonly RiskReason[];
}

class AppInHand implements ApprovingApp {
  @ApiProperty() readonly names!: BilingualText;
  @ApiProperty({ enum: CHANNELS }) readonly channel!: Channel;
  @ApiPropertyOptional({ description: 'For a mini program: the app inside which it runs' })
  readonly host?: BilingualText;
}

class Demanded implements RequiredAuthentication {
  @ApiPropertyOptional({ type: [String], description: 'One of these (RFC 8176)' }) readonly amr?: readonly AmrValue[];
  @ApiPropertyOptional({ type: [String], description: 'One of these' }) readonly acr?: readonly string[];
  @ApiPropertyOptional({ description: 'Seconds since the person was verified' }) readonly max_age?: number;
}

class Agency {
  @ApiProperty() readonly name!: string;
  @ApiProperty({ example: '91530100MA7H8K2X0H' }) readonly code!: string;
}

class ActedFor implements Omit<Identity, 'id'> {
  @ApiProperty({ enum: IDENTITY_TYPES }) readonly type!: IdentityType;
  @ApiProperty() readonly name!: string;
  @ApiPropertyOptional({ description: 'Unified social credit code (GB 32100-2015)' }) readonly code?: string;
  @ApiPropertyOptional({ description: 'With `agency_client`: through which agency' }) readonly agency?: Agency;
}

class OfferedIdentity extends ActedFor implements Identity {
  @ApiProperty({ example: 'self' }) readonly id!: string;
}

class ApprovalsSoFar implements Approvals {
  @ApiProperty() readonly needed!: number;
  @ApiProperty() readonly given!: number;
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
  @ApiProperty() readonly client_id!: string;
  @ApiProperty({ description: 'Who decides, as this portal will know them. Not to be shown' }) readonly sub!: string;
  @ApiProperty() readonly portal!: AskingPortal;
  @ApiProperty({ enum: PURPOSES }) readonly purpose!: Purpose;
  @ApiProperty() readonly purpose_text!: BilingualText;
  @ApiPropertyOptional({ description: 'The portal’s own words, to be shown as such' }) readonly text?: string;
  @ApiProperty({ description: 'Through which app this is approved' }) readonly app!: AppInHand;
  @ApiPropertyOptional({ description: 'How the person must have been verified' }) readonly required?: Demanded;
  @ApiProperty({ type: [OfferedIdentity], description: 'As whom the person may approve' })
  readonly identities!: readonly OfferedIdentity[];
  @ApiPropertyOptional({ description: 'Where more than one person must approve' }) readonly approvals?: ApprovalsSoFar;
  @ApiProperty({ enum: ['qr', 'user_code', 'request'], description: 'How the phone came to it.' })
  readonly via!: Consent['via'];
  @ApiProperty({ enum: FLOWS, description: 'What waits: a page, a device that polls, a portal’s backend' })
  readonly flow!: Flow;
  @ApiPropertyOptional({ description: 'With `device`: the code that it shows, to be compared' })
  readonly user_code?: string;
  @ApiPropertyOptional({ description: 'With `ciba`: shown on both sides, to be compared' })
  readonly binding_message?: string;
  @ApiProperty() readonly desktop!: WaitingDesktop;
  @ApiProperty({ description: 'Whether this phone seems to be where the computer is' })
  readonly nearness!: WeighedNearness;

  @ApiPropertyOptional({ description: 'With a scan: milliseconds for which the picture had been gone from the screen' })
  readonly scan_age_ms?: number;

  @ApiProperty({ description: 'What an approval leads to, in words' }) readonly effect_text!: BilingualText;
  @ApiProperty({ description: 'Goes back with the decision.' }) readonly consent_nonce!: string;
}

export class OutcomeAnswer extends LivingSessionAnswer implements ScanOutcome {
  @ApiPropertyOptional({ enum: END_REASONS, description: 'Why it ended so.' }) readonly reason?: EndReason;
  @ApiPropertyOptional({ description: 'While `checking`: digits to type on the computer.' })
  readonly check_code?: string;
}

class SentAnswer implements SentRequest {
  @ApiProperty({ example: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' }) readonly session_id!: string;
  @ApiProperty() readonly portal!: AskingPortal;
  @ApiProperty({ enum: PURPOSES }) readonly purpose!: Purpose;
  @ApiProperty() readonly purpose_text!: BilingualText;
  @ApiPropertyOptional() readonly binding_message?: string;
  @ApiProperty() readonly expires_in_ms!: number;
}

export class PendingAnswer implements PendingRequests {
  @ApiProperty({ type: [ConsentAnswer], description: 'Newest first.' }) readonly requests!: readonly ConsentAnswer[];
  @ApiProperty({ type: [SentAnswer], description: 'Sent to the person, opened by nobody. Newest first.' })
  readonly sent!: readonly SentAnswer[];
}

export class DecisionAnswer extends SessionAnswer implements Decision {
  @ApiPropertyOptional({ description: 'While `checking`: digits to type on the computer.' })
  readonly check_code?: string;

  @ApiPropertyOptional({ description: 'With `pending`: this approval counts, and others must follow' })
  readonly approvals?: ApprovalsSoFar;
}

class SignedInDesktopAnswer extends Desktop implements SignedInDesktop {
  @ApiProperty({ example: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' }) readonly id!: string;
  @ApiProperty() readonly portal!: AskingPortal;
  @ApiProperty({ enum: FLOWS, description: 'What was signed in: a page, a device, a portal’s backend' })
  readonly flow!: Flow;
  @ApiPropertyOptional({ description: 'As whom, where it is not themselves' }) readonly identity?: ActedFor;
  @ApiProperty() readonly signed_in_ms_ago!: number;
  @ApiProperty({ description: 'Milliseconds since its portal last asked about it; to the minute.' })
  readonly last_seen_ms_ago!: number;
}

export class SignedInAnswer implements SignedInDesktops {
  @ApiProperty({ type: [SignedInDesktopAnswer], description: 'The latest first.' })
  readonly desktops!: readonly SignedInDesktopAnswer[];
}
