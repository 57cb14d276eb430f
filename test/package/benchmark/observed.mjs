import { metrics } from '@opentelemetry/api';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { AlternativePaymentsOpenTelemetryModule } from 'nestjs-alternative-payments/opentelemetry';
import { compare, median, WAYS } from './comparison.mjs';
import { ANSWERS, instantAdapter, ourServices } from './contenders.mjs';

const TENANTS = 10_000;

/** Collects when it is asked to. */
class Reader extends MetricReader {
  onForceFlush() {
    return Promise.resolve();
  }
  onShutdown() {
    return Promise.resolve();
  }
}

/**
 * A call that nobody observes beside one that is reported to OpenTelemetry, first without an SDK, then with one that
 * samples everything. The SDK serves the whole process, so it starts between the two.
 */
export async function costOfObserving(plan) {
  const http = { baseURL: 'https://api.example', adapter: instantAdapter(ANSWERS['JSON text']) };
  const [bare, again] = [await ourServices(http), await ourServices(http)];
  const observed = await ourServices(http, [AlternativePaymentsOpenTelemetryModule.forRoot()]);
  const contenders = {
    floor: WAYS.axiosRef(bare.service),
    floorAgain: WAYS.axiosRef(again.service),
    ours: WAYS.axiosRef(observed.service),
  };
  const withoutSdk = await compare(contenders, plan);
  const { reader, stop } = startSdk();
  const withSdk = await compare(contenders, plan);
  const collection = await costOfCollection(observed.tenants, reader);
  await stop();
  for (const { close } of [bare, again, observed]) await close();
  return { withoutSdk, withSdk, collection };
}

function startSdk() {
  const exporter = { export: (_spans, done) => done({ code: 0 }), shutdown: () => Promise.resolve() };
  const tracers = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  tracers.register();
  const reader = new Reader();
  const meters = new MeterProvider({ readers: [reader] });
  metrics.setGlobalMeterProvider(meters);
  return { reader, stop: () => Promise.all([tracers.shutdown(), meters.shutdown()]) };
}

/** Milliseconds of a collection, and how many series it has, while many tenants are open. */
async function costOfCollection(tenants, reader) {
  for (let tenant = 0; tenant < TENANTS; tenant += 1) await tenants.get(`partner-${tenant}`);
  const took = [];
  let series = 0;
  for (let round = 0; round < 30; round += 1) {
    const begin = performance.now();
    const { resourceMetrics } = await reader.collect();
    took.push(performance.now() - begin);
    const all = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    series = all.reduce((sum, { dataPoints }) => sum + dataPoints.length, 0);
  }
  return { tenants: TENANTS, series, medianMs: median(took), slowestMs: Math.max(...took) };
}
