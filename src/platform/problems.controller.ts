import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type ProblemCode, type ProblemDefinition, PROBLEMS } from '@saoma/protocol';
import { RefusedError } from '../core/outcome.js';

/** Where a problem's `type` leads: what it means and what to do (RFC 9457 §3.1.1). */
@ApiTags('problems')
@Controller('problems')
export class ProblemsController {
  @Get(':code')
  @ApiOperation({ summary: 'What a problem means and what to do' })
  explain(@Param('code') code: string): ProblemDefinition & { code: string } {
    if (!Object.hasOwn(PROBLEMS, code)) throw new RefusedError({ code: 'not_found' });
    return { code, ...PROBLEMS[code as ProblemCode] };
  }
}
