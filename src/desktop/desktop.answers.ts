import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  type Approvals,
  type AppSummary,
  CONTACT_CHANNELS,
  type ContactChannel,
  END_REASONS,
  REFUSED_SCANS,
  VISIBLE_STATES,
  type EndReason,
  type LocalizedText,
  type MaskedContact,
  type Purpose,
  PURPOSES,
  type QrParameters,
  type RefusedScan,
  type SentCode,
  type SessionMessage,
  type SocketParameters,
  type StartAnswer,
  type UserCodeAnswer,
  type VisibleState,
} from '@saoma/protocol';

class AppNames implements LocalizedText {
  @ApiProperty() readonly zh!: string;
  @ApiProperty() readonly en!: string;
}

class TrustedApp implements AppSummary {
  @ApiProperty() readonly names!: AppNames;
  @ApiPropertyOptional({ format: 'uri', description: 'Opens the app on the phone that shows the page' })
  readonly scan_link?: string;
}

class ScanningPhone {
  @ApiProperty() readonly app!: TrustedApp;
}

class CodeParameters implements QrParameters {
  @ApiProperty({ description: 'The code’s text without its frame' }) readonly url!: string;
  @ApiProperty({ description: 'base64url, 32 bytes' }) readonly frame_key!: string;
  @ApiProperty({ example: 10_000 }) readonly frame_ms!: number;
  @ApiProperty({ description: 'Milliseconds since the session began' }) readonly elapsed_ms!: number;
}

class Listening implements SocketParameters {
  @ApiProperty({ example: 'wss://pass.example.cn' }) readonly url!: string;
  @ApiProperty() readonly path!: string;
  @ApiProperty() readonly namespace!: string;
}

class CheckToType {
  @ApiProperty({ example: 6 }) readonly digits!: number;
  @ApiProperty() readonly tries_left!: number;
}

class MaskedPerson {
  @ApiProperty({ example: '张*' }) readonly name!: string;
}

class WhereTo implements MaskedContact {
  @ApiProperty({ enum: CONTACT_CHANNELS }) readonly channel!: ContactChannel;
  @ApiProperty({ example: '138****0142' }) readonly to!: string;
}

class CodeOnItsWay implements SentCode {
  @ApiProperty({ enum: CONTACT_CHANNELS }) readonly channel!: ContactChannel;
  @ApiProperty({ example: 6 }) readonly digits!: number;
  @ApiProperty() readonly tries_left!: number;
  @ApiProperty({ description: 'Milliseconds until another may be sent; 0: now' }) readonly resend_in_ms!: number;
}

class ApprovalsGiven implements Approvals {
  @ApiProperty() readonly needed!: number;
  @ApiProperty() readonly given!: number;
}

/** Described for OpenAPI; the shape is the protocol's. */
export class StartedAnswer implements StartAnswer {
  @ApiProperty({ example: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' }) readonly session_id!: string;
  @ApiProperty({ description: 'Proves to be the page that waits' }) readonly desktop_token!: string;
  @ApiProperty() readonly expires_in_ms!: number;
  @ApiProperty() readonly qr!: CodeParameters;
  @ApiProperty() readonly socket!: Listening;
  @ApiProperty({ format: 'uri' }) readonly events_uri!: string;
  @ApiProperty({ type: [TrustedApp], description: 'With which it can be approved' })
  readonly apps!: readonly TrustedApp[];
  @ApiPropertyOptional({ description: 'As it was sent: every call of this session needs a proof of this key' })
  readonly desktop_jkt?: string;
  @ApiPropertyOptional({ description: 'With desktop_jkt: the nonce of the first proof (RFC 9449 §8)' })
  readonly dpop_nonce?: string;
}

export class TypedCodeAnswer implements UserCodeAnswer {
  @ApiProperty({ example: 'WDJBM-JHTKX-T' }) readonly user_code!: string;
  @ApiProperty({ format: 'uri', example: 'https://pass.example.cn/Q/WDJBM-JHTKX-T' }) readonly link!: string;
}

export class MessageAnswer implements SessionMessage {
  @ApiProperty({ example: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' }) readonly session_id!: string;
  @ApiProperty({ enum: PURPOSES }) readonly purpose!: Purpose;
  @ApiProperty({ description: 'Grows with every event' }) readonly rev!: number;
  @ApiProperty({ enum: VISIBLE_STATES }) readonly state!: VisibleState;
  @ApiProperty({ description: 'Milliseconds left; 0 once it is over' }) readonly expires_in_ms!: number;
  @ApiPropertyOptional({ description: 'While pending or checking' }) readonly qr?: CodeParameters;
  @ApiPropertyOptional({ enum: REFUSED_SCANS, description: 'While pending or scanned: who may not, or not yet' })
  readonly refused?: RefusedScan;
  @ApiPropertyOptional({ type: [WhereTo], description: 'While pending: where one-time codes may be sent' })
  readonly contacts?: readonly WhereTo[];
  @ApiPropertyOptional({ description: 'While pending: the one-time code that can be typed now' })
  readonly one_time_code?: CodeOnItsWay;
  @ApiPropertyOptional({ description: 'Where more than one person must approve' }) readonly approvals?: ApprovalsGiven;
  @ApiPropertyOptional({ description: 'From scanned on' }) readonly phone?: ScanningPhone;
  @ApiPropertyOptional({ description: 'While checking: the digits that the phone shows' }) readonly check?: CheckToType;
  @ApiPropertyOptional({ description: 'While approved: for the portal’s backend' }) readonly code?: string;
  @ApiPropertyOptional({ format: 'uri' }) readonly redirect_uri?: string;
  @ApiPropertyOptional() readonly state_param?: string;
  @ApiPropertyOptional({ format: 'uri', description: 'RFC 9207' }) readonly iss?: string;
  @ApiPropertyOptional() readonly person?: MaskedPerson;
  @ApiPropertyOptional({ description: 'Ask “Continue as …?” first' }) readonly confirm?: boolean;
  @ApiPropertyOptional({ enum: END_REASONS, description: 'Why it ended so' }) readonly reason?: EndReason;
}
