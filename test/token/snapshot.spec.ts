import { AlternativePaymentsTenants, type SharedRateBudget } from 'nestjs-alternative-payments';
import { describe, expect, it, vi } from 'vitest';
import { startAccount } from '../support/application.js';
import { until } from '../support/fake-time.js';
import { ObservedStore } from '../support/shared-store.js';
import { simulate } from '../support/simulator.js';

const down = (): Promise<never> => Promise.reject(new Error('connection lost'));

describe('the snapshot', () => {
  it('tells how many requests wait for their turn, and how many may', async () => {
    const simulator = await simulate();
    const { http, tokens } = await startAccount({
      ...simulator.options,
      warmUp: false,
      // The token request takes the only start.
      pacing: { requests: 1, perMilliseconds: 600_000, queue: 7 },
    });
    await tokens.getToken();
    expect(tokens.snapshot().pacing).toMatchObject({ waiting: 0, limit: 7 });

    const abort = new AbortController();
    const calls = [1, 2, 3].map(() => http.axiosRef.get('/customers', { signal: abort.signal }));
    const outcomes = Promise.allSettled(calls);
    await until(() => tokens.snapshot().pacing?.waiting === 3);
    abort.abort();
    await outcomes;

    expect(tokens.snapshot().pacing).toMatchObject({ waiting: 0, limit: 7 });
  });

  it('tells whether the token store works', async () => {
    const simulator = await simulate();
    const store = new ObservedStore();
    const { tokens } = await startAccount({
      ...simulator.options,
      warmUp: false,
      tokenStore: { store, encryption: 'plaintext' },
    });
    expect(tokens.snapshot().sharing).toEqual({ store: 'works' });

    store.faults = { read: down, acquireLease: down, write: down, releaseLease: down };
    await tokens.getToken();
    expect(tokens.snapshot().sharing).toEqual({ store: 'fails' });

    store.faults = {};
    await tokens.refresh();
    await until(() => tokens.snapshot().sharing?.store === 'works');
  });

  it('tells whether the shared rate budget works', async () => {
    const simulator = await simulate();
    let reserve: SharedRateBudget['reserve'] = down;
    const { http, tokens } = await startAccount({
      ...simulator.options,
      warmUp: false,
      pacing: { shared: { reserve: (...given) => reserve(...given) }, localShare: 5 },
    });
    // It is asked for the budget of a key that is known.
    await tokens.getToken();
    expect(tokens.snapshot().sharing).toEqual({ budget: 'fails' });

    reserve = () => Promise.resolve(0);
    await vi.waitFor(
      async () => {
        await http.axiosRef.get('/customers');
        expect(tokens.snapshot().sharing).toEqual({ budget: 'works' });
      },
      { timeout: 20_000, interval: 100 },
    );
  });

  it('says nothing of what is not configured', async () => {
    const simulator = await simulate();
    const { tokens } = await startAccount({ ...simulator.options, warmUp: false, pacing: false });

    expect(tokens.snapshot()).not.toHaveProperty('pacing');
    expect(tokens.snapshot()).not.toHaveProperty('sharing');
  });

  it('of a tenant tells the same', async () => {
    const simulator = await simulate();
    const tokenStore = { store: new ObservedStore(), encryption: 'plaintext' as const };
    const { application } = await startAccount({
      ...simulator.options,
      tenants: { resolve: () => ({ ...simulator.options, pacing: { queue: 5 } }) },
      tokenStore,
    });
    const tenants = application.get(AlternativePaymentsTenants, { strict: false });

    const { tokenService } = await tenants.get('partner-42');

    expect(tokenService.snapshot()).toMatchObject({
      pacing: { waiting: 0, limit: 5 },
      sharing: { store: 'works' },
    });
  });
});
