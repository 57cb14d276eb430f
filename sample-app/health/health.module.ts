import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { AlternativePaymentsHealthIndicator } from 'nestjs-alternative-payments/terminus';
import { HealthController } from './health.controller.js';

@Module({
  imports: [TerminusModule],
  controllers: [HealthController],
  providers: [AlternativePaymentsHealthIndicator],
})
export class HealthModule {}
