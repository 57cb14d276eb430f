import { context, metrics, propagation, trace } from '@opentelemetry/api';
import {
  AggregationTemporality,
  type DataPoint,
  type Histogram,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  type Sampler,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { onTestFinished } from 'vitest';

type Point = DataPoint<number> | DataPoint<Histogram>;

/** The SDK of a host, which keeps what it is given. */
export interface Sdk {
  /** The spans that have ended. */
  spans(): ReadableSpan[];
  /** The span of this name, of which there must be exactly one. */
  span(name: string): ReadableSpan;
  /** The points of a metric. */
  points(metric: string): Promise<Point[]>;
  /** Everything that is collected now. */
  collect(): Promise<ResourceMetrics>;
}

/** Starts the SDK as a host does, before its application, and ends it with the test. */
export function startSdk({ sampler }: { sampler?: Sampler } = {}): Sdk {
  const spans = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ sampler, spanProcessors: [new SimpleSpanProcessor(spans)] });
  provider.register();
  const meters = startMeters();
  onTestFinished(async () => {
    for (const api of [trace, context, propagation]) api.disable();
    await provider.shutdown();
  });
  return {
    spans: () => spans.getFinishedSpans(),
    span: (name) => {
      const found = spans.getFinishedSpans().filter((span) => span.name === name);
      if (found.length !== 1) throw new Error(`There are ${found.length} spans named ${name}.`);
      return found[0]!;
    },
    ...meters,
  };
}

/** The half of the SDK that measures. */
export function startMeters(): Pick<Sdk, 'points' | 'collect'> {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({ readers: [reader] });
  metrics.setGlobalMeterProvider(provider);
  onTestFinished(async () => {
    metrics.disable();
    await provider.shutdown();
  });
  const collect = async (): Promise<ResourceMetrics> => (await reader.collect()).resourceMetrics;
  return {
    collect,
    points: async (metric) => {
      const { scopeMetrics } = await collect();
      const found = scopeMetrics.flatMap(({ metrics: all }) => all);
      return found
        .filter(({ descriptor }) => descriptor.name === metric)
        .flatMap((one) => one.dataPoints as Point[]);
    },
  };
}
