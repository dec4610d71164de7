import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { LocalizedText } from '@saoma/protocol';
import type { CoverageReport, Status } from './report.js';

const STATUSES = ['in_force', 'off', 'not_applicable', 'not_shown'] as const satisfies readonly Status[];

class Title implements LocalizedText {
  @ApiProperty() readonly zh!: string;
  @ApiProperty() readonly en!: string;
}

class RequirementAnswer {
  @ApiProperty({ example: '6.1.1', description: 'How its source counts it' }) readonly id!: string;
  @ApiProperty() readonly title!: Title;
  @ApiProperty({
    enum: STATUSES,
    description: '`not_shown`: configured, but no test of this build that shows it has passed',
  })
  readonly status!: Status;
  @ApiProperty({ example: 'policy: nearness far → check', description: 'By which setting' }) readonly by!: string;
  @ApiProperty({ type: [String], description: 'By which tests: a file, or those of it whose name has these words' })
  readonly shown_by!: readonly string[];
}

class SourceAnswer {
  @ApiProperty({ example: 'RFC 10027 §6.1' }) readonly source!: string;
  @ApiProperty() readonly title!: Title;
  @ApiProperty({ type: [RequirementAnswer] }) readonly requirements!: readonly RequirementAnswer[];
}

class CoveredPortal {
  @ApiProperty({ example: 'etax' }) readonly client_id!: string;
  @ApiProperty() readonly names!: Title;
  @ApiProperty({ type: [SourceAnswer] }) readonly sources!: readonly SourceAnswer[];
}

/** What is in force at each portal, by which setting, shown by which test. */
export class CoverageAnswer {
  @ApiPropertyOptional({ format: 'date-time', description: 'When the tests ran; absent: nothing is shown' })
  readonly evidence_made_at?: string;
  @ApiProperty({ type: [CoveredPortal] }) readonly portals!: readonly CoveredPortal[];
}

export function coverageView({ evidenceMadeAt, portals }: CoverageReport): CoverageAnswer {
  return {
    ...(evidenceMadeAt !== undefined && { evidence_made_at: evidenceMadeAt }),
    portals: portals.map(({ clientId, names, sections }) => ({
      client_id: clientId,
      names,
      sources: sections.map(({ source, title, rows }) => ({
        source,
        title,
        requirements: rows.map(({ shownBy, ...row }) => ({ ...row, shown_by: shownBy })),
      })),
    })),
  };
}
