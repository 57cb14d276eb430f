import { setTimeout as wait } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import type { Claim, DeliveryStore } from 'nestjs-alternative-payments/webhooks';
import { uniquePrefix } from './redis/unique-prefix.js';

const LONG_MS = 20_000;
const SHORT_MS = 40;

/** Before that, whatever has to end has ended on any machine. */
const WITHIN = { timeout: 15_000 };

/** Names that a careless store would cut, mix up or stumble over. */
const ODD: ReadonlyArray<[what: string, text: string]> = [
  ['spaces', ' two  spaces '],
  ['quotes and braces', `"'\`{a}{b}`],
  ['line breaks and NUL', 'a\r\n$5\r\nb\0c'],
  ['beyond ASCII', 'clé-€-🪙'],
  ['a name that every object has', '__proto__'],
  ['another such name', 'constructor'],
  ['what looks like a field of the store', 'lease'],
  ['10 kB', 'k'.repeat(10_240)],
];

/**
 * What every delivery store has to do.
 *
 * @param open a store that is empty but for what others keep there under keys of their own
 */
export function itKeepsTheContract(open: () => DeliveryStore | Promise<DeliveryStore>): void {
  /** A key that nobody else uses, on a server that others may use. */
  const newKey = uniquePrefix;

  /** Claims and returns the lease; a test that gets none is over. */
  async function leaseOf(store: DeliveryStore, key: string, leaseMs = LONG_MS): Promise<string> {
    const claim = await store.claim(key, leaseMs);
    if (claim.state !== 'claimed') throw new Error(`The delivery is ${claim.state}.`);
    return claim.lease;
  }

  /** Waits until a lease of somebody else has ended, and takes the delivery. */
  const successorOf = (store: DeliveryStore, key: string): Promise<string> =>
    vi.waitFor(() => leaseOf(store, key), WITHIN);

  /** The handlers that are done, as somebody learns who claims. */
  function doneIn(claim: Claim): readonly string[] {
    expect(claim.state).toBe('claimed');
    return claim.state === 'claimed' ? claim.done.toSorted() : [];
  }

  it('gives a delivery to one of fifty that claim it at the same time', async () => {
    const store = await open();
    const key = newKey();

    const claims = await Promise.all(Array.from({ length: 50 }, () => store.claim(key, LONG_MS)));

    expect(claims.filter(({ state }) => state === 'claimed')).toEqual([
      { state: 'claimed', lease: expect.stringMatching(/./), done: [] },
    ]);
    expect(claims.filter(({ state }) => state === 'busy')).toHaveLength(49);
  });

  it('tells the others when the lease would end', async () => {
    const store = await open();
    const key = newKey();
    await store.claim(key, LONG_MS);

    const claim = await store.claim(key, LONG_MS * 10);

    expect(claim).toEqual({ state: 'busy', retryAfterMs: expect.any(Number) });
    const { retryAfterMs } = claim as Extract<Claim, { state: 'busy' }>;
    expect(retryAfterMs).toBeGreaterThan(0);
    expect(retryAfterMs).toBeLessThanOrEqual(LONG_MS);
  });

  it('gives every claimant a lease of its own', async () => {
    const store = await open();

    const leases = await Promise.all(Array.from({ length: 20 }, () => leaseOf(store, newKey())));

    expect(new Set(leases).size).toBe(20);
  });

  it('keeps deliveries apart', async () => {
    const store = await open();
    const [one, other] = [newKey(), newKey()];
    const lease = await leaseOf(store, one);
    await store.markHandler(one, lease, 'Books.settle');
    const foreign = await leaseOf(store, other);

    await store.markHandler(other, lease, 'Books.settle');
    await store.complete(other, lease, LONG_MS);
    await store.release(one, foreign);

    expect((await store.claim(one, LONG_MS)).state).toBe('busy');
    await store.release(other, foreign);
    expect(doneIn(await store.claim(other, LONG_MS))).toEqual([]);
  });

  it('extends a lease for its holder', async () => {
    const store = await open();
    const key = newKey();
    const lease = await leaseOf(store, key, SHORT_MS);
    await store.markHandler(key, lease, 'Books.settle');

    const extended = await store.claim(key, LONG_MS, lease);
    await wait(SHORT_MS * 2);

    expect(extended).toEqual({ state: 'claimed', lease, done: ['Books.settle'] });
    expect((await store.claim(key, LONG_MS)).state).toBe('busy');
  });

  it('extends it for a holder who was slow, if nobody has claimed meanwhile', async () => {
    const store = await open();
    const key = newKey();
    const lease = await leaseOf(store, key, SHORT_MS);
    await wait(SHORT_MS * 2);

    expect(await store.claim(key, LONG_MS, lease)).toEqual({ state: 'claimed', lease, done: [] });
    expect((await store.claim(key, LONG_MS)).state).toBe('busy');
  });

  it('remembers what a slow holder does, if nobody has claimed meanwhile', async () => {
    const store = await open();
    const key = newKey();
    const lease = await leaseOf(store, key, SHORT_MS);
    await wait(SHORT_MS * 2);
    await store.markHandler(key, lease, 'Books.settle');
    expect(doneIn(await store.claim(key, SHORT_MS))).toEqual(['Books.settle']);

    const second = await successorOf(store, key);
    await store.complete(key, second, LONG_MS);

    expect(await store.claim(key, LONG_MS)).toEqual({ state: 'done' });
  });

  it('does not lengthen a lease that somebody else asks for', async () => {
    const store = await open();
    const key = newKey();
    // In one go, or on a busy machine the first lease might be over by then.
    const both = [store.claim(key, SHORT_MS), store.claim(key, LONG_MS)];
    expect((await Promise.all(both)).map(({ state }) => state)).toEqual(['claimed', 'busy']);

    await successorOf(store, key);
  });

  it('goes to somebody else after the lease of a holder who has died, with what is done', async () => {
    const store = await open();
    const key = newKey();
    const dead = await leaseOf(store, key, SHORT_MS);
    await store.markHandler(key, dead, 'Books.settle');
    await store.markHandler(key, dead, 'Mail.thank');
    await store.markHandler(key, dead, 'Mail.thank');

    const claim = await vi.waitFor(async () => {
      const next = await store.claim(key, LONG_MS);
      expect(next.state).toBe('claimed');
      return next;
    }, WITHIN);

    expect(doneIn(claim)).toEqual(['Books.settle', 'Mail.thank']);
    expect(claim).not.toMatchObject({ lease: dead });
  });

  it('takes nothing from a successor: a lost lease marks, completes, releases and extends nothing', async () => {
    const store = await open();
    const key = newKey();
    const lost = await leaseOf(store, key, SHORT_MS);
    const lease = await successorOf(store, key);

    await store.markHandler(key, lost, 'Books.settle');
    await store.complete(key, lost, LONG_MS);
    await store.release(key, lost);
    const extended = await store.claim(key, LONG_MS, lost);

    expect(extended).toMatchObject({ state: 'busy' });
    expect((await store.claim(key, LONG_MS)).state).toBe('busy');
    await store.release(key, lease);
    expect(doneIn(await store.claim(key, LONG_MS))).toEqual([]);
  });

  it.each(['', 'unknown'])('does nothing for a lease that there never was: "%s"', async (unknown) => {
    const store = await open();
    const key = newKey();

    await store.markHandler(key, unknown, 'Books.settle');
    await store.complete(key, unknown, LONG_MS);
    await store.release(key, unknown);

    expect((await store.claim(key, LONG_MS, unknown)).state).toBe('busy');
    expect(doneIn(await store.claim(key, LONG_MS))).toEqual([]);
  });

  it('is done once it is completed, for as long as it was said', async () => {
    const store = await open();
    const [short, long] = [newKey(), newKey()];
    await store.complete(short, await leaseOf(store, short), SHORT_MS);
    await store.complete(long, await leaseOf(store, long), LONG_MS);
    expect(await store.claim(long, LONG_MS)).toEqual({ state: 'done' });

    const claim = await vi.waitFor(async () => {
      const next = await store.claim(short, LONG_MS);
      expect(next.state).toBe('claimed');
      return next;
    }, WITHIN);

    expect(doneIn(claim)).toEqual([]);
    expect(await store.claim(long, LONG_MS)).toEqual({ state: 'done' });
  });

  it('stays done, whatever is said afterwards with the lease of then', async () => {
    const store = await open();
    const key = newKey();
    const lease = await leaseOf(store, key);
    await store.complete(key, lease, LONG_MS);

    await store.markHandler(key, lease, 'Books.settle');
    await store.release(key, lease);
    await store.complete(key, lease, SHORT_MS);
    await wait(SHORT_MS * 2);

    expect(await store.claim(key, LONG_MS, lease)).toEqual({ state: 'done' });
    expect(await store.claim(key, LONG_MS)).toEqual({ state: 'done' });
  });

  it('is free at once after a release, and keeps what is done', async () => {
    const store = await open();
    const key = newKey();
    const lease = await leaseOf(store, key);
    await store.markHandler(key, lease, 'Books.settle');

    await store.release(key, lease);

    const claim = await store.claim(key, LONG_MS);
    expect(doneIn(claim)).toEqual(['Books.settle']);
    expect(claim).not.toMatchObject({ lease });
  });

  it('is not taken by somebody who only wants to extend a lease that was released', async () => {
    const store = await open();
    const key = newKey();
    const lease = await leaseOf(store, key);
    await store.release(key, lease);

    expect(await store.claim(key, LONG_MS, lease)).toMatchObject({ state: 'busy' });
    expect((await store.claim(key, LONG_MS)).state).toBe('claimed');
  });

  it.each(ODD)('takes odd keys: %s', async (_what, odd) => {
    const store = await open();
    const key = newKey() + odd;
    const lease = await leaseOf(store, key);
    expect((await store.claim(key, LONG_MS)).state).toBe('busy');
    expect((await store.claim(`${key}*`, LONG_MS)).state).toBe('claimed');

    await store.complete(key, lease, LONG_MS);

    expect(await store.claim(key, LONG_MS)).toEqual({ state: 'done' });
  });

  it('gives back the names of handlers as they were, however odd', async () => {
    const store = await open();
    const key = newKey();
    const lease = await leaseOf(store, key);
    const names = ['', ...ODD.map(([, text]) => text)];
    for (const name of names) await store.markHandler(key, lease, name);

    await store.release(key, lease);

    expect(doneIn(await store.claim(key, LONG_MS))).toEqual(names.toSorted());
  });
}
