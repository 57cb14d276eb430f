import { Module } from '@nestjs/common';
import {
  AlternativePaymentsOpenTelemetryModule,
  type AlternativePaymentsOpenTelemetryOptions,
} from 'nestjs-alternative-payments/opentelemetry';

const OPTIONS: AlternativePaymentsOpenTelemetryOptions = { tenantOnSpans: false };

@Module({
  imports: [AlternativePaymentsOpenTelemetryModule.forRoot(OPTIONS)],
})
export class TracingModule {}

// @ts-expect-error: a misspelt option.
export const misspelt = AlternativePaymentsOpenTelemetryModule.forRoot({ tenantsOnSpans: false });
