import { describe, expect, it } from 'vitest';
import { MemoryDeliveryStore } from 'nestjs-alternative-payments/webhooks';
import { itKeepsTheContract } from '../support/delivery-store-contract.js';

const LONG_MS = 20_000;
const MOST = 10_000;

describe('a MemoryDeliveryStore', () => {
  itKeepsTheContract(() => new MemoryDeliveryStore());

  it('forgets the oldest when there are more than 10,000', async () => {
    const store = new MemoryDeliveryStore();
    for (let index = 0; index <= MOST; index += 1) await handle(store, `key-${index}`);

    expect((await store.claim('key-1', LONG_MS)).state).toBe('done');
    expect((await store.claim(`key-${MOST}`, LONG_MS)).state).toBe('done');
    expect((await store.claim('key-0', LONG_MS)).state).toBe('claimed');
  });

  it('never forgets what is being worked on, however much comes after it', async () => {
    const store = new MemoryDeliveryStore();
    const claim = await store.claim('running', LONG_MS);
    const lease = 'lease' in claim ? claim.lease : '';
    await store.markHandler('running', lease, 'Books.settle');
    for (let index = 0; index <= MOST; index += 1) await handle(store, `key-${index}`);

    expect((await store.claim('running', LONG_MS)).state).toBe('busy');
    expect(await store.claim('running', LONG_MS, lease)).toMatchObject({ done: ['Books.settle'] });
    // One that runs takes the place of one that was handled.
    expect((await store.claim('key-1', LONG_MS)).state).toBe('claimed');
  });

  it('keeps all that are being worked on, even if they are more than 10,000', async () => {
    const store = new MemoryDeliveryStore();
    for (let index = 0; index <= MOST; index += 1) await store.claim(`key-${index}`, LONG_MS);

    expect((await store.claim('key-0', LONG_MS)).state).toBe('busy');
    expect((await store.claim(`key-${MOST}`, LONG_MS)).state).toBe('busy');
  });

  it('knows nothing of what another one has handled', async () => {
    await handle(new MemoryDeliveryStore(), 'key');

    expect((await new MemoryDeliveryStore().claim('key', LONG_MS)).state).toBe('claimed');
  });
});

async function handle(store: MemoryDeliveryStore, key: string): Promise<void> {
  const claim = await store.claim(key, LONG_MS);
  if (claim.state === 'claimed') await store.complete(key, claim.lease, LONG_MS);
}
