import {
  AlternativePaymentsModule,
  AlternativePaymentsTenants,
  TokenService,
} from 'nestjs-alternative-payments';
import { AlternativePaymentsHealthIndicator } from 'nestjs-alternative-payments/terminus';
import { describe, expect, it, vi } from 'vitest';
import { startObserved } from '../support/observed.js';
import { startSdk } from '../support/opentelemetry.js';
import { simulate } from '../support/simulator.js';
import { startHealth } from '../terminus/health-application.js';

describe('ten thousand tenants', () => {
  it('are not looked at one by one for a health check', async () => {
    const { options } = await simulate();
    const { application } = await startHealth([
      AlternativePaymentsModule.forRoot({
        ...options,
        warmUp: false,
        tenants: { resolve: () => options, maximum: 10_000 },
      }),
    ]);
    const tenants = application.get(AlternativePaymentsTenants, { strict: false });
    await Promise.all(Array.from({ length: 10_000 }, (_, index) => tenants.get(`tenant-${index}`)));
    const indicator = application.get(AlternativePaymentsHealthIndicator);
    const looks = vi.spyOn(TokenService.prototype, 'snapshot');

    const result = await indicator.check('payments');

    // The one look is at the account itself.
    expect(looks).toHaveBeenCalledTimes(1);
    expect(result.payments).toMatchObject({ tenants: { open: 10_000, awake: { idle: 10_000 } } });
    looks.mockRestore();
  });

  it('are a few series of metrics, and none overflows', async () => {
    const sdk = startSdk();
    const { clientId, clientSecret, ...rest } = (await simulate()).options;
    const { tenants } = await startObserved({
      ...rest,
      tenants: { maximum: 10_000, resolve: () => ({ clientId, clientSecret, warmUp: false }) },
    });
    for (let number = 0; number < 10_000; number += 1) await tenants.get(`tenant-${number}`);
    await Promise.all([1, 2, 3, 4, 5].map((number) => tenants.client(`tenant-${number}`).customers.list()));

    const { scopeMetrics } = await sdk.collect();

    const points = scopeMetrics.flatMap(({ metrics }) =>
      metrics.flatMap(({ dataPoints }) => dataPoints as object[]),
    );
    expect(points.length).toBeLessThan(200);
    expect(JSON.stringify(points)).not.toMatch(/overflow|tenant-\d/);
    const counts = await sdk.points('alternative_payments.account.count');
    const byState = counts.map(({ attributes, value }) => [
      attributes['alternative_payments.token.state'],
      value,
    ]);
    expect(Object.fromEntries(byState)).toMatchObject({ idle: 9_995, valid: 5 });
  });
});
