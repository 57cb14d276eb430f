import { AlternativePaymentsClient, AlternativePaymentsModule } from 'nestjs-alternative-payments';
import { Module } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { CallCounter } from '../../docs/examples/response-hook.js';
import { startApplication } from '../support/application.js';
import { failureOf } from '../support/failure-of.js';
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

describe('the example for a hook', () => {
  it('counts each call once, by its result', async () => {
    const { application, simulator } = await start(CallCounter);
    const api = application.get(AlternativePaymentsClient, { strict: false });
    await api.customers.list();
    await failureOf(api.customers.get('missing'));
    simulator.fault({ on: 'POST /customers', reset: true });
    await failureOf(api.customers.create({ name: 'Acme', email: 'ap@acme.example' }));

    expect(application.get(CallCounter, { strict: false }).calls).toEqual({
      answered: 1,
      failed: 1,
      unknown: 1,
    });
  });
});
