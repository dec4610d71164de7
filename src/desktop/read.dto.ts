import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';

/** Below the 30 s after which common proxies cut a silent request. */
const MAX_WAIT_MS = 25_000;

/** Query of `GET /v1/sessions/{id}`. */
export class ReadDto {
  @ApiPropertyOptional({ maximum: MAX_WAIT_MS, default: 0, description: 'Milliseconds to wait for something newer' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(MAX_WAIT_MS)
  readonly wait_ms: number = 0;

  @ApiPropertyOptional({ default: 0, description: 'The revision that is known already' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  readonly rev: number = 0;
}
