import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  type AppSummary,
  END_REASONS,
  REFUSED_SCANS,
  VISIBLE_STATES,
  type EndReason,
  type LocalizedText,
  type QrParameters,
  type RefusedScan,
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
  @ApiProperty() readonly digits!: number;
  @ApiProperty() readonly tries_left!: number;
}

class MaskedPerson {
  @ApiProperty({ example: '张*' }) readonly name!: string;
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
}

export class TypedCodeAnswer implements UserCodeAnswer {
  @ApiProperty({ example: 'WDJB-MJHT' }) readonly user_code!: string;
  @ApiProperty({ format: 'uri', example: 'https://pass.example.cn/Q/WDJB-MJHT' }) readonly link!: string;
}

export class MessageAnswer implements SessionMessage {
  @ApiProperty({ example: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' }) readonly session_id!: string;
  @ApiProperty({ description: 'Grows with every event' }) readonly rev!: number;
  @ApiProperty({ enum: VISIBLE_STATES }) readonly state!: VisibleState;
  @ApiProperty({ description: 'Milliseconds left; 0 once it is over' }) readonly expires_in_ms!: number;
  @ApiPropertyOptional({ description: 'While pending' }) readonly qr?: CodeParameters;
  @ApiPropertyOptional({ enum: REFUSED_SCANS, description: 'While pending: somebody scanned who may not' })
  readonly refused?: RefusedScan;
  @ApiPropertyOptional({ description: 'From scanned on' }) readonly phone?: ScanningPhone;
  @ApiPropertyOptional({ description: 'While checking' }) readonly check?: CheckToType;
  @ApiPropertyOptional({ description: 'While approved: for the portal’s backend' }) readonly code?: string;
  @ApiPropertyOptional({ format: 'uri' }) readonly redirect_uri?: string;
  @ApiPropertyOptional() readonly state_param?: string;
  @ApiPropertyOptional({ format: 'uri', description: 'RFC 9207' }) readonly iss?: string;
  @ApiPropertyOptional() readonly person?: MaskedPerson;
  @ApiPropertyOptional({ description: 'Ask “Continue as …?” first' }) readonly confirm?: boolean;
  @ApiPropertyOptional({ enum: END_REASONS, description: 'Why it ended so' }) readonly reason?: EndReason;
}
