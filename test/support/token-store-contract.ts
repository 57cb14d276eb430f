import { setTimeout as wait } from 'node:timers/promises';
import type { TokenStore } from 'nestjs-alternative-payments';
import { expect, it, vi } from 'vitest';
import { uniquePrefix } from './redis/unique-prefix.js';

const LONG_MS = 20_000;
const SHORT_MS = 40;

/** Before that, whatever has to end has ended on any machine. */
const WITHIN = { timeout: 15_000 };

const first = { hash: 'first', value: 'value of the first' };
const second = { hash: 'second', value: 'value of the second' };

/**
 * What every token store has to do.
 *
 * @param open a store that is empty but for what others keep there under keys of their own
 */
export function itKeepsTheContract(open: () => TokenStore | Promise<TokenStore>): void {
  /** A key that nobody else uses, on a server that others may use. */
  const newKey = uniquePrefix;

  it('has nothing under a key to which nothing was written', async () => {
    const store = await open();

    expect(await store.read(newKey())).toBeUndefined();
  });

  it('gives back what was written, with what is left of its time', async () => {
    const store = await open();
    const key = newKey();
    await store.write(key, first, LONG_MS);

    const entry = await store.read(key);

    expect(entry).toEqual({ ...first, ttlMs: expect.any(Number) });
    expect(entry?.ttlMs).toBeGreaterThan(0);
    expect(entry?.ttlMs).toBeLessThanOrEqual(LONG_MS);
  });

  it('forgets a token when its time is over', async () => {
    const store = await open();
    const key = newKey();
    await store.write(key, first, SHORT_MS);

    await vi.waitFor(async () => expect(await store.read(key)).toBeUndefined(), WITHIN);
  });

  it('keeps the latest token, for the time that came with it', async () => {
    const store = await open();
    const key = newKey();
    await store.write(key, first, SHORT_MS);
    await store.write(key, second, LONG_MS);
    await wait(SHORT_MS * 2);

    expect(await store.read(key)).toMatchObject(second);
  });

  it.each([
    ['sealed', 'aes-256-gcm:Zm9v_-'],
    ['with spaces', ' two  spaces '],
    ['with line breaks', 'one\r\n$5\r\ntwo'],
    ['beyond ASCII', 'é € 🪙'],
    ['empty', ''],
    ['long', 'x'.repeat(100_000)],
  ])('gives back a value as it was: %s', async (_what, value) => {
    const store = await open();
    const key = newKey();

    await store.write(key, { hash: 'hash', value }, LONG_MS);

    expect(await store.read(key)).toMatchObject({ hash: 'hash', value });
  });

  it.each([
    ['braces', '{a}{b}'],
    ['quotes', `"'\``],
    ['pattern characters', '*?[a-z]\\'],
    ['line breaks and NUL', 'a\r\nb\0c'],
    ['beyond ASCII', 'clé-€-🪙'],
    ['300 characters', 'k'.repeat(250)],
  ])('takes odd keys: %s', async (_what, odd) => {
    const store = await open();
    const key = newKey() + odd;
    await store.write(key, first, LONG_MS);

    expect(await store.read(key)).toMatchObject(first);
    expect(await store.read(`${key}*`)).toBeUndefined();
    expect(await store.acquireLease(key, 'owner', LONG_MS)).toBe(true);
  });

  it('keeps keys apart', async () => {
    const store = await open();
    const [one, other] = [newKey(), newKey()];
    await store.write(one, first, LONG_MS);
    await store.acquireLease(one, 'owner', LONG_MS);

    expect(await store.read(other)).toBeUndefined();
    expect(await store.acquireLease(other, 'another', LONG_MS)).toBe(true);
    await store.remove(other, first.hash);
    await store.releaseLease(other, 'owner');
    expect(await store.read(one)).toMatchObject(first);
    expect(await store.acquireLease(one, 'another', LONG_MS)).toBe(false);
  });

  it('removes a token by its hash', async () => {
    const store = await open();
    const key = newKey();
    await store.write(key, first, LONG_MS);

    await store.remove(key, first.hash);

    expect(await store.read(key)).toBeUndefined();
  });

  it('keeps a newer token when the one before it is removed', async () => {
    const store = await open();
    const key = newKey();
    await store.write(key, first, LONG_MS);
    await store.write(key, second, LONG_MS);

    await store.remove(key, first.hash);

    expect(await store.read(key)).toMatchObject(second);
  });

  it.each(['fir', 'first-and-more', 'FIRST', ''])(
    'removes nothing by a hash that is only similar: "%s"',
    async (hash) => {
      const store = await open();
      const key = newKey();
      await store.write(key, first, LONG_MS);

      await store.remove(key, hash);

      expect(await store.read(key)).toMatchObject(first);
    },
  );

  it('removes nothing where nothing is', async () => {
    const store = await open();

    await expect(store.remove(newKey(), first.hash)).resolves.toBeUndefined();
  });

  it('gives the lease to one of many who ask at the same time', async () => {
    const store = await open();
    const key = newKey();
    const owners = Array.from({ length: 20 }, (_, index) => `owner-${index}`);

    const answers = await Promise.all(owners.map((owner) => store.acquireLease(key, owner, LONG_MS)));

    expect(answers.filter(Boolean)).toEqual([true]);
  });

  it('does not give the lease to its holder once more', async () => {
    const store = await open();
    const key = newKey();

    expect(await store.acquireLease(key, 'owner', LONG_MS)).toBe(true);
    expect(await store.acquireLease(key, 'owner', LONG_MS)).toBe(false);
  });

  it('ends a lease whose holder does not come back', async () => {
    const store = await open();
    const key = newKey();
    await store.acquireLease(key, 'owner', SHORT_MS);

    await vi.waitFor(
      async () => expect(await store.acquireLease(key, 'successor', LONG_MS)).toBe(true),
      WITHIN,
    );
  });

  it('does not lengthen a lease that somebody else asks for', async () => {
    const store = await open();
    const key = newKey();
    // In one go, or on a busy machine the first lease might be over by then.
    const both = [store.acquireLease(key, 'owner', SHORT_MS), store.acquireLease(key, 'another', LONG_MS)];
    expect(await Promise.all(both)).toEqual([true, false]);

    await vi.waitFor(
      async () => expect(await store.acquireLease(key, 'successor', LONG_MS)).toBe(true),
      WITHIN,
    );
  });

  it('takes a lease back from its holder', async () => {
    const store = await open();
    const key = newKey();
    await store.acquireLease(key, 'owner', LONG_MS);

    await store.releaseLease(key, 'owner');

    expect(await store.acquireLease(key, 'another', LONG_MS)).toBe(true);
  });

  it('takes a lease back from nobody else', async () => {
    const store = await open();
    const key = newKey();
    await store.acquireLease(key, 'owner', LONG_MS);

    await store.releaseLease(key, 'another');

    expect(await store.acquireLease(key, 'another', LONG_MS)).toBe(false);
  });

  it('leaves a lease to its successor when a slow holder gives it back', async () => {
    const store = await open();
    const key = newKey();
    await store.acquireLease(key, 'slow', SHORT_MS);
    await vi.waitFor(
      async () => expect(await store.acquireLease(key, 'successor', LONG_MS)).toBe(true),
      WITHIN,
    );

    await store.releaseLease(key, 'slow');

    expect(await store.acquireLease(key, 'third', LONG_MS)).toBe(false);
  });

  it('keeps token and lease of a key apart', async () => {
    const store = await open();
    const key = newKey();
    await store.acquireLease(key, 'owner', LONG_MS);
    expect(await store.read(key)).toBeUndefined();

    await store.write(key, first, LONG_MS);
    await store.releaseLease(key, 'owner');

    expect(await store.read(key)).toMatchObject(first);
    await store.acquireLease(key, 'owner', LONG_MS);
    await store.remove(key, first.hash);
    expect(await store.acquireLease(key, 'another', LONG_MS)).toBe(false);
  });
}
