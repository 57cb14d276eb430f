// Spans and metrics reach the SDK that the host has, by require() and by import. In a host without the package of
// OpenTelemetry, everything else works, and an application that asks for them is told what to install.
const assert = require('node:assert/strict');
const { Module } = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const { dependencies } = require('./package.json');

const NAME = 'nestjs-alternative-payments';
const SCOPE = { name: NAME, version: require(`${NAME}/package.json`).version };
const isTraced = '@opentelemetry/api' in dependencies;

async function main() {
  for (const load of [require, (name) => import(name)]) {
    const { startSimulator } = await load(`${NAME}/testing`);
    const simulator = await startSimulator({ seed: true });
    await (isTraced ? isSeen : tellsWhatToInstall)(load, simulator);
    await simulator.close();
  }
}

async function tellsWhatToInstall(load, simulator) {
  const { AlternativePaymentsOpenTelemetryModule } = await load(`${NAME}/opentelemetry`);
  const { AlternativePaymentsModule } = await load(NAME);
  const account = AlternativePaymentsModule.forRoot({ ...simulator.options, warmUp: 'required' });
  await (await start(account)).close();
  await assert.rejects(start(account, AlternativePaymentsOpenTelemetryModule.forRoot()), {
    code: 'INVALID_REGISTRATION',
    message: /@opentelemetry\/api.+npm install @opentelemetry\/api/,
  });
}

async function isSeen(load, simulator) {
  const sdk = await startSdk(load);
  const { AlternativePaymentsOpenTelemetryModule } = await load(`${NAME}/opentelemetry`);
  const { AlternativePaymentsClient, AlternativePaymentsModule } = await load(NAME);
  const application = await start(
    AlternativePaymentsModule.forRoot({ ...simulator.options, warmUp: 'required' }),
    AlternativePaymentsOpenTelemetryModule.forRoot(),
  );
  const client = application.get(AlternativePaymentsClient, { strict: false });
  await sdk.within('caller', () => client.customers.list());

  const spans = sdk.spans();
  assert.deepEqual(
    spans.map(({ name }) => name),
    ['AlternativePayments token', 'AlternativePayments customers.list', 'caller'],
  );
  const [token, call, caller] = spans;
  assert.equal(token.parentSpanContext, undefined);
  assert.equal(call.parentSpanContext.spanId, caller.spanContext().spanId);
  const { name, version } = call.instrumentationScope;
  assert.deepEqual({ name, version }, SCOPE);
  const { attributes } = call;
  const expected = {
    'http.request.method': 'GET',
    'http.response.status_code': 200,
    'alternative_payments.account': 'default',
    'alternative_payments.environment': 'custom',
    'alternative_payments.operation': 'customers.list',
    'alternative_payments.call.attempts': 1,
    'alternative_payments.call.priority': 'ordinary',
  };
  assert.deepEqual({ ...attributes, ...expected }, attributes);
  // What is counted as it happens, and what is asked for when somebody collects.
  const metrics = await sdk.metrics();
  for (const metric of ['client.call.duration', 'token.request.duration', 'token.time_to_expiry'])
    assert.ok(metrics.includes(`alternative_payments.${metric}`), `${metric} is missing`);

  await application.close();
  await sdk.close();
}

/** Starts the SDK as a host does, before its application. */
async function startSdk(load) {
  const { context, metrics, trace } = await load('@opentelemetry/api');
  const { AsyncLocalStorageContextManager } = await load('@opentelemetry/context-async-hooks');
  const { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } =
    await load('@opentelemetry/sdk-trace');
  const { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } =
    await load('@opentelemetry/sdk-metrics');
  const spans = new InMemorySpanExporter();
  const tracers = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] });
  const reader = new PeriodicExportingMetricReader({
    exporter: new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE),
  });
  const meters = new MeterProvider({ readers: [reader] });
  assert.ok(context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
  assert.ok(trace.setGlobalTracerProvider(tracers));
  assert.ok(metrics.setGlobalMeterProvider(meters));
  return {
    spans: () => spans.getFinishedSpans(),
    metrics: async () => {
      const { resourceMetrics } = await reader.collect();
      const found = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
      return found.map(({ descriptor }) => descriptor.name);
    },
    within: (name, run) =>
      trace.getTracer('host').startActiveSpan(name, async (span) => {
        await run();
        span.end();
      }),
    close: async () => {
      for (const api of [context, trace, metrics]) api.disable();
      await tracers.shutdown();
      await meters.shutdown();
    },
  };
}

function start(...imports) {
  class AppModule {}
  Module({ imports })(AppModule);
  return NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
}

void main();
