import type { HttpService } from '@nestjs/axios';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  AlternativePaymentsClient,
  AlternativePaymentsModule,
  type AlternativePaymentsModuleOptions,
  getHttpServiceToken,
} from 'nestjs-alternative-payments';
import { AlternativePaymentsOpenTelemetryModule } from 'nestjs-alternative-payments/opentelemetry';
import { describe, expect, it } from 'vitest';
import { startWith } from '../support/application.js';
import { failureOf } from '../support/failure-of.js';
import { startSdk } from '../support/opentelemetry.js';
import { simulate } from '../support/simulator.js';

const QUICK = { callBackoff: { baseMs: 5, maxMs: 10 } };

async function start(options: AlternativePaymentsModuleOptions) {
  const application = await startWith(
    QUICK,
    AlternativePaymentsModule.forRoot(options),
    AlternativePaymentsOpenTelemetryModule.forRoot(),
  );
  const http = application.get<HttpService>(getHttpServiceToken(), { strict: false });
  return { application, http: http.axiosRef, client: application.get(AlternativePaymentsClient, { strict: false }) };
}

describe('the span of a call', () => {
  it('is an internal one below that of its caller, with what is known of the call', async () => {
    const sdk = startSdk();
    const simulator = await simulate();
    const { client } = await start(simulator.options);

    await trace.getTracer('host').startActiveSpan('caller', async (span) => {
      await client.customers.list();
      span.end();
    });

    const call = sdk.span('AlternativePayments customers.list');
    expect(call.parentSpanContext?.spanId).toBe(sdk.span('caller').spanContext().spanId);
    expect(call.kind).toBe(SpanKind.INTERNAL);
    expect(call.status.code).toBe(SpanStatusCode.UNSET);
    expect(call.attributes).toMatchObject({ 'alternative_payments.call.attempts': 1 });
    console.log(call.attributes, (await sdk.collect()).scopeMetrics.flatMap((s) => s.metrics.map((m) => [m.descriptor.name, m.dataPoints.map((p) => p.attributes)])));
    console.log(sdk.spans().map((s) => [s.name, s.links, s.attributes]));
  });

  it('says how it failed', async () => {
    const sdk = startSdk();
    const simulator = await simulate();
    const { http } = await start(simulator.options);
    await failureOf(http.get('/customers/cus_1?x=secret'));
    expect(sdk.span('AlternativePayments GET').attributes).toMatchObject({ 'error.type': '404' });
  });
});
