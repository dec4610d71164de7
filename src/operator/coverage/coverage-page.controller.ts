import { Body, Controller, Get, Header, HttpCode, Inject, Post, Query, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { LocalizedText } from '@saoma/protocol';
import { IsIn, IsString, MaxLength } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import type { Registry } from '../../core/ports.js';
import { REGISTRY } from '../../core/tokens.js';
import { operatorOf } from '../operator-token.js';
import { COVERAGE_POLICY, coverageForm, coveragePage } from './coverage-page.js';
import { Coverage } from './coverage.js';

const LANGUAGES: readonly (keyof LocalizedText)[] = ['zh', 'en'];

class LanguageQuery {
  @IsIn(LANGUAGES) readonly lang: keyof LocalizedText = 'zh';
}

class CoverageForm extends LanguageQuery {
  @IsString() @MaxLength(512) readonly token: string = '';
}

/** The report for people: a form that takes an operator's token in its body, and what it opens. Without script. */
@ApiExcludeController()
@Controller('coverage')
export class CoveragePageController {
  constructor(
    @Inject(REGISTRY) private readonly registry: Registry,
    @Inject(Coverage) private readonly coverage: Coverage,
  ) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', COVERAGE_POLICY)
  @Header('referrer-policy', 'no-referrer')
  @Header('cache-control', 'no-store')
  form(@Query() { lang }: LanguageQuery): string {
    return coverageForm(lang);
  }

  @Post()
  @HttpCode(200)
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', COVERAGE_POLICY)
  @Header('referrer-policy', 'no-referrer')
  @Header('cache-control', 'no-store')
  async show(@Body() { token, lang }: CoverageForm, @Req() { log }: FastifyRequest): Promise<string> {
    const operator = operatorOf(this.registry, token);
    const call = 'POST /coverage';
    if (!operator) {
      log.warn({ call, token: token === '' ? 'none' : 'wrong' }, 'no operator');
      return coverageForm(lang, true);
    }
    log.info({ operator: operator.operatorId, call }, 'an operator calls');
    const report = await this.coverage.report();
    return report ? coveragePage(lang, report) : coverageForm(lang);
  }
}
