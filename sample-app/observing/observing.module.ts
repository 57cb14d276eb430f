import { Module } from '@nestjs/common';
import { AlternativePaymentsOpenTelemetryModule } from 'nestjs-alternative-payments/opentelemetry';
import { Telemetry } from './telemetry.js';

/** Reports to whatever SDK was started before the application, and to none if there is none. */
@Module({
  imports: [AlternativePaymentsOpenTelemetryModule.forRoot()],
  providers: [Telemetry],
})
export class ObservingModule {}
