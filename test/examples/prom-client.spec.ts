import { AlternativePaymentsModule, TokenService } from 'nestjs-alternative-payments';
import { Module } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { TokenMetrics } from '../../docs/examples/prom-client.js';
import { startApplication } from '../support/application.js';
import { until } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

/** An application with these providers, and one account on a simulator. */
async function start(...providers: (new (...parts: never[]) => object)[]) {
  const simulator = await simulate();
  @Module({ providers })
  class Observing {}
  const account = AlternativePaymentsModule.forRoot({ ...simulator.options, calls: { retries: 0 } });
  const application = await startApplication(account, Observing);
  return { simulator, application };
}

describe('the example for prom-client', () => {
  it('shows how long the token is valid, and what happened to it', async () => {
    const { application } = await start(TokenMetrics);
    const tokens = application.get(TokenService, { strict: false });
    await until(() => tokens.snapshot().state === 'valid');
    await tokens.refresh();

    const { registry } = application.get(TokenMetrics, { strict: false });
    const printed = await registry.metrics();

    expect(printed).toMatch(/^payments_token_seconds_to_expiry 3[56]\d\d/m);
    expect(printed).toMatch(/^payments_token_events_total\{type="refreshed"\} 2$/m);
  });
});
