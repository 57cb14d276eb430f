import { MemoryTokenStore, type TokenStoreEntry } from 'nestjs-alternative-payments';
import { expect, it, vi } from 'vitest';
import { startAccount } from '../support/application.js';
import { simulate } from '../support/simulator.js';

/** The first look comes a moment too early: the other's token is only just on its way. */
class EarlyLookStore extends MemoryTokenStore {
  reads = 0;

  override read(key: string): Promise<TokenStoreEntry | undefined> {
    this.reads += 1;
    return this.reads === 1 ? Promise.resolve(undefined) : super.read(key);
  }
}

it('a token that came between the look and the lease is taken up', async () => {
  const simulator = await simulate();
  const store = new EarlyLookStore();
  const options = { ...simulator.options, warmUp: false as const };
  const other = await startAccount({ ...options, tokenStore: { store, encryption: 'plaintext' } });
  const release = vi.spyOn(store, 'releaseLease');
  const token = await other.tokens.getToken();
  await vi.waitFor(() => expect(release).toHaveBeenCalled(), { timeout: 20_000 });
  store.reads = 0;

  const { tokens } = await startAccount({ ...options, tokenStore: { store, encryption: 'plaintext' } });

  expect(await tokens.getToken()).toBe(token);
  expect(store.reads).toBe(2);
  expect(simulator.journal.tokenRequests).toHaveLength(1);
});
