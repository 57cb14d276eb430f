import { metrics } from '@opentelemetry/api';
import {
  ConsoleMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { ConsoleSpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';

const METRICS_EVERY_MS = 10_000;

/**
 * Starts an SDK that prints each span as it ends, and all metrics every ten seconds. A real application sends them to
 * its collector instead.
 *
 * @returns prints the last metrics and stops
 */
export function printTelemetry(): () => Promise<void> {
  const tracers = new NodeTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(new ConsoleSpanExporter())],
  });
  tracers.register();
  const exporter = new ConsoleMetricExporter();
  const meters = new MeterProvider({
    readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: METRICS_EVERY_MS })],
  });
  metrics.setGlobalMeterProvider(meters);
  return async () => {
    await Promise.all([tracers.shutdown(), meters.shutdown()]);
  };
}
