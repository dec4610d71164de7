import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { ProblemsController } from './problems.controller.js';

/** What any service has: health, and what its problems mean. */
@Module({ controllers: [HealthController, ProblemsController] })
export class PlatformModule {}
