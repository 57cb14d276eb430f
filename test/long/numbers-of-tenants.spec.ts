import { context, metrics, trace } from '@opentelemetry/api';
import fc from 'fast-check';
import type { TokenSnapshot } from 'nestjs-alternative-payments';
import { describe, expect, it } from 'vitest';
import { startObserved } from '../support/observed.js';
import { startSdk } from '../support/opentelemetry.js';
import { simulate } from '../support/simulator.js';

describe('the numbers of tenants', () => {
  it('agree with what their accounts say, whatever becomes of them', async () => {
    const { clientId, clientSecret, ...rest } = (await simulate()).options;
    const step = fc.tuple(fc.constantFrom('get', 'call', 'close'), fc.integer({ min: 0, max: 5 }));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const sdk = startSdk();
        const { tenants, application } = await startObserved({
          ...rest,
          tenants: { maximum: 4, resolve: () => ({ clientId, clientSecret, warmUp: false }) },
        });
        for (const [what, number] of steps) {
          if (what === 'get') await tenants.get(`t${number}`);
          if (what === 'call') await tenants.client(`t${number}`).customers.list();
          if (what === 'close') await tenants.close(`t${number}`);
        }
        const snapshots = await tenants.snapshots();
        const points = await sdk.points('alternative_payments.account.count');
        const counted = points
          .map(({ attributes, value }) => [attributes['alternative_payments.token.state'], value])
          .filter(([, value]) => value !== 0);
        expect(Object.fromEntries(counted)).toEqual(numbersOf(snapshots));
        await application.close();
        for (const api of [trace, metrics, context]) api.disable();
      }),
      { numRuns: 10 },
    );
  });
});

function numbersOf(snapshots: readonly TokenSnapshot[]): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const { state, isAsleep } of snapshots) {
    const name = isAsleep ? 'asleep' : state;
    numbers[name] = (numbers[name] ?? 0) + 1;
  }
  return numbers;
}
