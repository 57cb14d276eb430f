import { metrics } from '@opentelemetry/api';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { expect, it, onTestFinished } from 'vitest';
import { failureOf } from '../support/failure-of.js';
import { startObserved } from '../support/observed.js';
import { simulate } from '../support/simulator.js';

const LINE =
  /^(?:# (?:HELP|TYPE|UNIT) \w+ .+|\w+(?:\{(?:\w+="(?:[^"\\\n]|\\.)*",?)*\})? (?:-?[\d.e+-]+|NaN|[+-]?Inf)(?: \d+)?)$/;

it('the exporter for Prometheus prints what can be read, and no name twice', async () => {
  const exporter = new PrometheusExporter({ preventServerStart: true });
  const provider = new MeterProvider({ readers: [exporter] });
  metrics.setGlobalMeterProvider(provider);
  onTestFinished(async () => {
    metrics.disable();
    await provider.shutdown();
  });
  const simulator = await simulate();
  const { http } = await startObserved(simulator.options);
  await http.get('/customers');
  await failureOf(http.get('/customers/missing'));

  const { resourceMetrics } = await exporter.collect();
  const printed = new PrometheusSerializer().serialize(resourceMetrics);

  const lines = printed.split('\n').filter((line) => line !== '');
  expect(lines.filter((line) => !LINE.test(line))).toEqual([]);
  const types = lines.filter((line) => line.startsWith('# TYPE')).map((line) => line.split(' ')[2]);
  expect(types).toContain('alternative_payments_client_call_duration');
  expect(new Set(types).size).toBe(types.length);
});
