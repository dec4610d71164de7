import 'reflect-metadata';
import { type Channel, CHANNELS, PURPOSES, type Purpose } from '@saoma/protocol';
import { Transform } from 'class-transformer';
import { Allow, IsBoolean } from 'class-validator';
import {
  type App,
  AUDIT_DETAILS,
  CONFIRMS,
  type JsonWebKeySet,
  type Portal,
  type PortalAuth,
  STARTED_BY,
} from '../core/ports.js';
import { plainText } from '../core/plain-text.js';
import { APP_LINK, CALLBACK_URI, DOMAIN, HTTPS_URI, ISSUER, ORIGIN, REDIRECT_URI, type TextRule } from './addresses.js';
import { NETWORK, PolicyRuleDto } from './policy.js';
import { isInOneHand } from './look-alikes.js';
import { findInKeySet } from './public-keys.js';
import { Count, ListOf, MayBeLeftOut, Nested, NestedList, oneOf, OneOrTwo, Sound, Text } from './rules.js';

/** The factors of RFC 8176 §2. */
const AMR = [
  ...['face', 'fpt', 'geo', 'hwk', 'iris', 'kba', 'mca', 'mfa', 'otp', 'pin', 'pwd'],
  ...['rba', 'retina', 'sc', 'sms', 'swk', 'tel', 'user', 'vbm', 'wia'],
];

const AUTH_METHODS: readonly PortalAuth['method'][] = [
  'none',
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
];

/** Goes into URLs, logs and space-separated lists as it is. */
const ID: TextRule = {
  expected: 'must be 1 to 64 letters, digits, dots, hyphens, underscores or tildes',
  test: (text) => /^[\w.~-]{1,64}$/.test(text),
};

/** Shown on phones. */
const NAME: TextRule = {
  expected: 'must be a name of 1 to 64 visible characters, of scripts that are written together',
  test: (text) => plainText(64).test(text) && text.trim() === text && isInOneHand(text),
};

const AUDIENCE: TextRule = {
  expected: 'must be 1 to 256 characters without spaces',
  test: (text) => /^[\x21-\x7e]{1,256}$/.test(text),
};

const ACR: TextRule = {
  expected: 'must be 1 to 255 characters without spaces',
  test: (text) => /^[\x21-\x7e]{1,255}$/.test(text),
};

/** The file has no place for a secret itself: whoever reads the file must not become the portal. */
const SHA256: TextRule = {
  expected: 'must be 64 hexadecimal digits: the SHA-256 of a random secret of at least 128 bits, never the secret',
  test: (text) => /^[0-9a-f]{64}$/i.test(text),
};

const THUMBPRINT: TextRule = {
  expected: 'must be the thumbprint of a page’s key: 43 characters of base64url (RFC 7638)',
  test: (text) => /^[\w-]{43}$/.test(text),
};

/** A sign-in lasts from an hour to thirty days. */
const HOURS = { from: 1, to: 720 };

class NamesDto {
  @Text(NAME) zh!: string;
  @Text(NAME) en!: string;
}

/** Public keys, written here or fetched. */
class KeysDto {
  @Sound((jwks, owner) => {
    if ((jwks === undefined) === (!('jwks_uri' in owner) || owner.jwks_uri === undefined)) {
      return [{ at: '', expected: 'must be given, or else jwks_uri: one of the two' }];
    }
    return jwks === undefined ? [] : findInKeySet(jwks);
  })
  jwks?: JsonWebKeySet;

  @MayBeLeftOut() @Text(HTTPS_URI) jwks_uri?: string;
}

class NoAuthDto {
  @Text(oneOf(AUTH_METHODS)) method!: 'none';
}

class SecretAuthDto {
  @Text(oneOf(AUTH_METHODS)) method!: 'client_secret_basic' | 'client_secret_post';
  @OneOrTwo(SHA256) secret_sha256!: string | string[];
}

class KeyAuthDto extends KeysDto {
  @Text(oneOf(AUTH_METHODS)) method!: 'private_key_jwt';
}

/** Some other method: that alone is the mistake, and the members of the one that was meant are not. */
class UnknownAuthDto {
  @Text(oneOf(AUTH_METHODS)) method!: string;
  @Allow() secret_sha256?: unknown;
  @Allow() jwks?: unknown;
  @Allow() jwks_uri?: unknown;
}

export type AuthDto = NoAuthDto | SecretAuthDto | KeyAuthDto;

const AUTH_DTOS = [
  { name: 'none', value: NoAuthDto },
  { name: 'client_secret_basic', value: SecretAuthDto },
  { name: 'client_secret_post', value: SecretAuthDto },
  { name: 'private_key_jwt', value: KeyAuthDto },
] as const satisfies { name: PortalAuth['method']; value: unknown }[];

/** A portal as the file has it. What each member means is in docs/registry.md. */
export class PortalDto {
  @Text(ID) client_id!: string;
  @Nested(() => NamesDto) names!: NamesDto;
  @MayBeLeftOut() @Text(HTTPS_URI) logo?: string;
  @MayBeLeftOut() @Text(DOMAIN) domain?: string;
  @ListOf(ORIGIN, { atLeast: 0 }) origins: string[] = [];
  @ListOf(ORIGIN, { atLeast: 0 }) frame_ancestors: string[] = [];
  @ListOf(REDIRECT_URI, { atLeast: 0 }) redirect_uris: string[] = [];
  @Nested(() => UnknownAuthDto, {
    discriminator: { property: 'method', subTypes: [...AUTH_DTOS] },
    keepDiscriminatorProperty: true,
  })
  client_auth!: AuthDto;
  @ListOf(oneOf(PURPOSES), { atLeast: 1 }) purposes!: Purpose[];
  @ListOf(ID, { atLeast: 1 }) trusted_apps!: string[];
  @MayBeLeftOut() @ListOf(ID, { atLeast: 1 }) trusted_realms?: string[];
  @ListOf(oneOf(STARTED_BY), { atLeast: 1 }) started_by!: Portal['startedBy'];
  @Text(oneOf(CONFIRMS)) confirm_on_desktop: Portal['confirmOnDesktop'] = 'by_risk';
  @MayBeLeftOut() @NestedList(() => PolicyRuleDto, { atLeast: 0 }) policy?: PolicyRuleDto[];
  @MayBeLeftOut() @ListOf(NETWORK, { atLeast: 1 }) networks?: string[];
  @Text(oneOf(['public', 'pairwise'])) subject_type: Portal['subjectType'] = 'pairwise';
  @IsBoolean({ message: 'must be true or false' }) show_name = true;
  @Count(HOURS) signed_in_hours = 24;
  @IsBoolean({ message: 'must be true or false' }) refresh_tokens = false;
  @IsBoolean({ message: 'must be true or false' }) dpop_bound_access_tokens = false;
  @IsBoolean({ message: 'must be true or false' }) require_pushed_authorization_requests = false;
  @Text(oneOf(['optional', 'required'])) desktop_key: Portal['desktopKey'] = 'optional';
  @ListOf(THUMBPRINT, { atLeast: 0 }) trusted_desktops: string[] = [];
  @ListOf(REDIRECT_URI, { atLeast: 0 }) post_logout_redirect_uris: string[] = [];
  @MayBeLeftOut() @Text(CALLBACK_URI) backchannel_logout_uri?: string;
  @Text(oneOf(['poll', 'ping'])) backchannel_token_delivery_mode: 'poll' | 'ping' = 'poll';
  @MayBeLeftOut() @Text(CALLBACK_URI) backchannel_client_notification_endpoint?: string;
  @IsBoolean({ message: 'must be true or false' }) backchannel_user_code_parameter = false;
  @ListOf(oneOf(AUDIT_DETAILS), { atLeast: 0 }) audit_details: Portal['auditDetails'][number][] = [];
}

/** An app as the file has it. */
export class AppDto extends KeysDto {
  @Text(ID) id!: string;
  @Nested(() => NamesDto) names!: NamesDto;
  @Text(ID) realm!: string;
  @Text(ISSUER) issuer!: string;
  @Text(AUDIENCE) audience!: string;
  @Text(oneOf(['dpop', 'bearer'])) token_type!: App['tokenType'];
  @ListOf(oneOf(PURPOSES), { atLeast: 1 }) purposes!: Purpose[];
  @ListOf({ ...oneOf(AMR), expected: `must be one of the factors of RFC 8176: ${AMR.join(', ')}` }, { atLeast: 0 })
  amr!: string[];
  @MayBeLeftOut() @ListOf(ACR, { atLeast: 1 }) acr?: string[];
  @Text(oneOf(CHANNELS)) channel: Channel = 'app';
  @MayBeLeftOut() @Nested(() => NamesDto) host?: NamesDto;
  @MayBeLeftOut() @Text(APP_LINK) scan_link?: string;
  @MayBeLeftOut() @Text(CALLBACK_URI) push_uri?: string;
}

function inLowerCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inLowerCase);
  return typeof value === 'string' ? value.toLowerCase() : value;
}

/** Somebody who runs the service, as the file has them. */
export class OperatorDto {
  @Text(ID) id!: string;
  /** In one case, so that a token that two of them have is seen. */
  @Transform(({ value }: { value: unknown }) => inLowerCase(value))
  @OneOrTwo(SHA256)
  token_sha256!: string | string[];
}

/** The whole file. */
export class RegistryDto {
  @NestedList(() => PortalDto, { atLeast: 1 }) portals!: PortalDto[];
  @NestedList(() => AppDto, { atLeast: 1 }) apps!: AppDto[];
  @NestedList(() => OperatorDto, { atLeast: 0 }) operators: OperatorDto[] = [];
}
