import { beforeAll, describe, expect, it } from 'vitest';
import { compilePackage } from '../support/compiled-package.js';
import { runInOwnProcess } from '../support/own-process.js';
import { simulate } from '../support/simulator.js';

/** A span as the process prints it. */
interface Printed {
  readonly name: string;
  readonly kind: number;
  readonly id: string;
  readonly trace: string;
  readonly parent?: string;
  readonly links: readonly string[];
}

const CLIENT = 2;

let packageURL: string;

beforeAll(async () => {
  packageURL = await compilePackage();
}, 60_000);

/**
 * Makes calls in a process whose HTTP is instrumented, because the instrumentation changes Node's own modules.
 *
 * @param calls source text that uses `http`, `simulatorFault` and `propagation`
 * @returns the spans that it printed
 */
async function spansOf(options: object, calls: string): Promise<Printed[]> {
  const script = `
    import 'reflect-metadata';
    import { context, propagation } from '@opentelemetry/api';
    import { registerInstrumentations } from '@opentelemetry/instrumentation';
    import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
    import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
    const exporter = new InMemorySpanExporter();
    new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
    registerInstrumentations({ instrumentations: [new HttpInstrumentation()] });
    const { NestFactory } = await import('@nestjs/core');
    const { HttpService } = await import('@nestjs/axios');
    const { AlternativePaymentsModule } = await import(${JSON.stringify(packageURL)});
    const { AlternativePaymentsOpenTelemetryModule } =
      await import(${JSON.stringify(new URL('opentelemetry/index.js', packageURL).href)});
    class Root {}
    const imports = [
      AlternativePaymentsModule.forRoot(${JSON.stringify(options)}),
      AlternativePaymentsOpenTelemetryModule.forRoot(),
    ];
    const application = await NestFactory.createApplicationContext({ module: Root, imports }, { logger: false });
    const http = application.get(HttpService, { strict: false }).axiosRef;
    ${calls}
    await application.close();
    console.log(JSON.stringify(exporter.getFinishedSpans().map((span) => ({
      name: span.name, kind: span.kind, id: span.spanContext().spanId, trace: span.spanContext().traceId,
      parent: span.parentSpanContext?.spanId, links: span.links.map((link) => link.context.spanId),
    }))));
    process.exit();`;
  const { output } = await runInOwnProcess(script);
  const line = output.split('\n').find((one) => one.startsWith('['));
  if (line === undefined) throw new Error(output);
  return JSON.parse(line) as Printed[];
}

describe('the spans of the HTTP instrumentation', () => {
  it('are children of ours: one for each attempt, and those of tokens in their own trace', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'GET /customers', times: 1, status: 503 });

    const spans = await spansOf({ ...simulator.options, warmUp: false }, `await http.get('/customers');`);

    const [call] = spans.filter(({ name }) => name === 'AlternativePayments GET');
    const [token] = spans.filter(({ name }) => name === 'AlternativePayments token');
    const attempts = spans.filter(({ kind }) => kind === CLIENT);
    expect(attempts.map(({ parent }) => parent)).toEqual([token?.id, call?.id, call?.id]);
    expect(token?.trace).not.toBe(call?.trace);
    expect(token?.links).toEqual([call?.id]);
    expect(simulator.journal.find('GET /customers')).toHaveLength(2);
  });

  it('carry the trace to the vendor, and no baggage', async () => {
    const simulator = await simulate();

    const [call] = (
      await spansOf(
        simulator.options,
        `const baggage = propagation.createBaggage({ user: { value: 'alice' } });
         await context.with(propagation.setBaggage(context.active(), baggage), () => http.get('/customers'));`,
      )
    ).filter(({ name }) => name === 'AlternativePayments GET');

    const [request] = simulator.journal.find('GET /customers');
    expect(request?.headers.traceparent).toContain(call?.trace);
    expect(request?.headers).not.toHaveProperty('baggage');
    for (const { headers } of simulator.journal.tokenRequests) expect(headers).not.toHaveProperty('baggage');
  });
});
