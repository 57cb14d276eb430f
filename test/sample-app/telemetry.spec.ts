import { context, metrics, propagation, trace } from '@opentelemetry/api';
import { expect, it, onTestFinished, vi } from 'vitest';
import { startApplication } from '../../sample-app/application.js';
import { Sample } from './harness.js';

it('prints spans and metrics, if it is asked to', async () => {
  const dir = vi.spyOn(console, 'dir').mockImplementation(() => undefined);
  onTestFinished(() => {
    dir.mockRestore();
    for (const api of [trace, context, metrics, propagation]) api.disable();
  });
  const sample = await Sample.start({ OTEL: 'console' });

  await sample.send('GET', '/customers');
  await sample.close();

  const printed = JSON.stringify(dir.mock.calls);
  expect(printed).toContain('AlternativePayments customers.list');
  expect(printed).toContain('alternative_payments.client.call.duration');
});

it('does not start with a kind of output that it does not know', async () => {
  vi.stubEnv('OTEL', 'jaeger');
  onTestFinished(() => void vi.unstubAllEnvs());

  await expect(startApplication()).rejects.toThrow('The only value is "console"');
});
