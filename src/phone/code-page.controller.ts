import { Controller, Get, Header, Inject, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { formatUserCode, parseUserCode } from '@saoma/protocol';
import type { Registry } from '../core/ports.js';
import { REGISTRY } from '../core/tokens.js';
import { CONTENT_SECURITY_POLICY, codePage } from './code-page.js';

/**
 * What a plain camera opens when it reads a code, and what a copied link leads to: a page that says which app to use.
 * It looks nothing up, so that it tells nothing and approves nothing, whoever opens it and however often.
 */
@ApiExcludeController()
@Controller(['Q', 'q'])
export class CodePageController {
  constructor(@Inject(REGISTRY) private readonly registry: Registry) {}

  /** `verification_uri` of RFC 8628 §3.2: it takes no code, because what the person has signed in on is the app. */
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', CONTENT_SECURITY_POLICY)
  @Header('referrer-policy', 'no-referrer')
  @Header('cache-control', 'no-store')
  where(): string {
    return codePage(this.registry.apps(), { kind: 'asked' });
  }

  @Get(':code')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', CONTENT_SECURITY_POLICY)
  @Header('referrer-policy', 'no-referrer')
  @Header('cache-control', 'no-store')
  page(@Param('code') code: string): string {
    const userCode = parseUserCode(code);
    return codePage(
      this.registry.apps(),
      userCode === undefined ? { kind: 'scanned' } : { kind: 'linked', userCode: formatUserCode(userCode) },
    );
  }
}
