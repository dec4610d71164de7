import { IsOptional, Matches } from 'class-validator';

/** Body of `POST /login/{uid}/session`, by the element. */
export class HostedStartBody {
  /** Thumbprint of the page's key (RFC 7638). */
  @IsOptional()
  @Matches(/^[\w-]{43}$/, { message: 'desktop_jkt must be a SHA-256 thumbprint: 43 characters of base64url' })
  readonly desktop_jkt?: string;
}
