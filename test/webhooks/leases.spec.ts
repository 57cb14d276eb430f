import { MemoryDeliveryStore } from 'nestjs-alternative-payments/webhooks';
import { describe, expect, it, vi } from 'vitest';
import { workOff } from '../../lib/webhooks/delivery-work.js';
import { pass, useFakeTime } from '../support/fake-time.js';

const MINUTE = 60_000;

function worker(store = new MemoryDeliveryStore()) {
  const told: string[] = [];
  const run = (steps: Readonly<Record<string, () => unknown>>) =>
    workOff(
      'key',
      Object.entries(steps).map(([name, step]) => ({ name, run: step })),
      {
        store,
        isClosing: () => false,
        onFailure: (step) => told.push(`${step} failed`),
        onTooLong: () => told.push('too long'),
      },
    );
  return { store, told, run };
}

/** A process that dies never comes back to its store. */
const dead = (): Promise<never> => new Promise(() => undefined);

describe('the lease of a delivery', () => {
  it('ends after a minute if its process dies, and only the handler in progress runs again', async () => {
    useFakeTime();
    const { store, run } = worker();
    const claim = await store.claim('key', MINUTE);
    if (claim.state !== 'claimed') throw new Error('it is not ours');
    await store.markHandler('key', claim.lease, 'first');
    const steps = { first: vi.fn<() => void>(), second: vi.fn<() => void>() };
    await pass(MINUTE - 1);
    expect(await run(steps)).toMatchObject({ is: 'busy', retryAfterMs: 1 });
    await pass(1);
    expect(await run(steps)).toEqual({ is: 'handled' });
    expect([steps.first.mock.calls.length, steps.second.mock.calls.length]).toEqual([0, 1]);
  });

  it('is renewed while a handler runs, for up to a quarter of an hour, and then left to end', async () => {
    useFakeTime();
    const { told, run } = worker();
    void run({ endless: dead });
    await pass(14 * MINUTE);
    expect(await run({ endless: dead })).toMatchObject({ is: 'busy' });
    expect(told).toEqual([]);
    await pass(3 * MINUTE);
    expect(told).toEqual(['too long']);
    const second = vi.fn<() => void>();
    expect(await run({ second })).toEqual({ is: 'handled' });
  });

  it('that was lost completes nothing', async () => {
    useFakeTime();
    const { store } = worker();
    const first = await store.claim('key', MINUTE);
    await pass(MINUTE);
    const second = await store.claim('key', MINUTE);
    if (first.state !== 'claimed' || second.state !== 'claimed') throw new Error('neither is ours');
    await store.markHandler('key', first.lease, 'first');
    await store.complete('key', first.lease, MINUTE);
    await store.release('key', first.lease);
    expect((await store.claim('key', MINUTE)).state).toBe('busy');
    await store.release('key', second.lease);
    expect(await store.claim('key', MINUTE)).toMatchObject({ state: 'claimed', done: [] });
  });

  it('is given up where a store cannot renew it, and a renewal that fails is tried again', async () => {
    useFakeTime();
    for (const [answer, renewals] of [
      [() => Promise.resolve({ state: 'busy', retryAfterMs: 1 } as const), 1],
      [() => Promise.reject(new Error('away')), 3],
      [
        () => {
          throw new Error('at once');
        },
        3,
      ],
    ] as const) {
      const store = new MemoryDeliveryStore();
      const claim = store.claim.bind(store);
      let asked = 0;
      store.claim = (key, leaseMs, lease) => {
        if (lease === undefined) return claim(key, leaseMs);
        asked += 1;
        return answer();
      };
      void worker(store).run({ endless: dead });
      await pass(MINUTE);
      expect(asked).toBe(renewals);
    }
  });

  it('is not taken again by a renewal that is still in progress when the work ends', async () => {
    useFakeTime();
    const store = new MemoryDeliveryStore();
    const claim = store.claim.bind(store);
    store.claim = async (key, leaseMs, lease) => {
      if (lease !== undefined) await new Promise((resolve) => setTimeout(resolve, 5_000));
      return claim(key, leaseMs, lease);
    };
    const { run } = worker(store);
    const failing = run({
      slow: () => new Promise((_, reject) => setTimeout(() => reject(new Error('no')), 21_000)),
    });
    await pass(30_000);
    expect(await failing).toMatchObject({ is: 'failed' });
    expect(await claim('key', MINUTE)).toMatchObject({ state: 'claimed' });
  });
});

describe('the store in memory', () => {
  it('forgets what was handled after its time', async () => {
    useFakeTime();
    const store = new MemoryDeliveryStore();
    const claim = await store.claim('key', MINUTE);
    if (claim.state === 'claimed') await store.complete('key', claim.lease, 1_000);
    await pass(999);
    expect((await store.claim('key', MINUTE)).state).toBe('done');
    await pass(1);
    expect((await store.claim('key', MINUTE)).state).toBe('claimed');
  });

  it('is bounded, and never forgets what is being worked on', async () => {
    const store = new MemoryDeliveryStore();
    await store.claim('running', MINUTE);
    for (let index = 0; index < 11_000; index += 1) {
      const claim = await store.claim(`key-${index}`, MINUTE);
      if (claim.state === 'claimed') await store.complete(`key-${index}`, claim.lease, MINUTE);
    }
    expect((await store.claim('running', MINUTE)).state).toBe('busy');
    expect((await store.claim('key-10999', MINUTE)).state).toBe('done');
    expect((await store.claim('key-0', MINUTE)).state).toBe('claimed');
  });
});
