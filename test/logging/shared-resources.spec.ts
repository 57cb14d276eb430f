import type { SharedRateBudget } from 'nestjs-alternative-payments';
import { expect, it } from 'vitest';
import { pass, passUntil, useFakeTime } from '../support/fake-time.js';
import { noteLog } from '../support/log-lines.js';
import { ObservedStore } from '../support/shared-store.js';
import { startPlatform } from '../support/tenants.js';
import { TokenEndpoint } from './token-endpoint.js';

const down = (): Promise<never> => Promise.reject(new Error('connection lost'));

it('a token store that fails every other time is told of twice in ten seconds, and at last what is true', async () => {
  useFakeTime();
  const endpoint = new TokenEndpoint(1_000);
  const store = new ObservedStore();
  const { tenants } = await startPlatform(endpoint.options.tenants, {
    ...endpoint.options,
    warmUp: false,
    tokenStore: { store, encryption: 'plaintext' },
  });
  const lines = noteLog();
  const toldOfStore = (): string[] =>
    lines.filter(({ text }) => text.includes('token store')).map(({ level, text }) => `${level} ${text}`);
  const services = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => (await tenants.get(`tenant-${index}`)).tokenService),
  );
  const useBy = async (index: number, isDown: boolean): Promise<void> => {
    store.faults = isDown
      ? { read: down, write: down, remove: down, acquireLease: down, releaseLease: down }
      : {};
    const seen = store.operations.length;
    await services[index]!.refresh();
    await passUntil(() => store.operations.length > seen);
  };
  for (let index = 0; index < 19; index += 1) await useBy(index, index % 2 === 0);
  expect(toldOfStore()).toEqual([
    'warn The token store cannot be used, and this process requests its own tokens: connection lost',
    'log The token store works again',
  ]);

  await pass(10_000);
  await useBy(19, true);
  await passUntil(() => toldOfStore().length === 3);
  expect(toldOfStore().at(-1)).toMatch(/^warn The token store cannot be used/);
});

it('a rate budget of a tenant that fails is told apart from that of the others, which works', async () => {
  useFakeTime();
  const endpoint = new TokenEndpoint(1_000);
  const working: SharedRateBudget = { reserve: () => Promise.resolve(0) };
  const failing: SharedRateBudget = { reserve: down };
  const { tenants } = await startPlatform(
    {
      resolve: (tenant) => ({
        clientId: tenant,
        clientSecret: 'secret',
        ...(tenant === 'apart' && { pacing: { shared: failing } }),
      }),
    },
    { ...endpoint.options, warmUp: false, pacing: { shared: working } },
  );
  const lines = noteLog();
  const [apart, other] = await Promise.all(
    ['apart', 'other'].map(async (name) => (await tenants.get(name)).tokenService),
  );
  for (let turn = 0; turn < 3; turn += 1) {
    for (const service of [apart!, other!]) {
      let isDone = false;
      void service.refresh().finally(() => (isDone = true));
      await passUntil(() => isDone);
    }
    await pass(1_000);
  }
  expect(lines.filter(({ text }) => text.includes('shared rate budget')).map(({ level }) => level)).toEqual([
    'warn',
  ]);
  expect(apart!.snapshot().sharing).toEqual({ budget: 'fails' });
  expect(other!.snapshot().sharing).toEqual({ budget: 'works' });
});
