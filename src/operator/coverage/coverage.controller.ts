import { Controller, Get, Inject, Query, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiPropertyOptional, ApiResponse, ApiTags } from '@nestjs/swagger';
import { IsOptional, IsString, Length } from 'class-validator';
import { RefusedError } from '../../core/outcome.js';
import { OperatorGuard } from '../operator.guard.js';
import { CoverageAnswer, coverageView } from './coverage.answers.js';
import { Coverage } from './coverage.js';

class CoverageQuery {
  @ApiPropertyOptional({ description: 'Of one portal; absent: of all' })
  @IsOptional()
  @IsString()
  @Length(1, 64)
  readonly client_id?: string;
}

@ApiTags('operator')
@ApiBearerAuth('operator')
@ApiResponse({ status: '4XX', description: 'A problem (RFC 9457); `code` says which.' })
@Controller('v1/coverage')
@UseGuards(OperatorGuard)
export class CoverageController {
  constructor(@Inject(Coverage) private readonly coverage: Coverage) {}

  @Get()
  @ApiOperation({ summary: 'What protects each portal: in force or not, by which setting, shown by which test' })
  @ApiOkResponse({ type: CoverageAnswer })
  async read(@Query() { client_id: clientId }: CoverageQuery): Promise<CoverageAnswer> {
    const report = await this.coverage.report(clientId);
    if (!report) throw new RefusedError({ code: 'not_found', detail: 'client_id names no registered portal' });
    return coverageView(report);
  }
}
