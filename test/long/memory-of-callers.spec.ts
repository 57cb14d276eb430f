import { beforeAll, describe, expect, it } from 'vitest';
import { compilePackage } from '../support/compiled-package.js';
import { applicationScript, runInOwnProcess } from '../support/own-process.js';
import { simulate } from '../support/simulator.js';

let packageURL: string;

beforeAll(async () => {
  packageURL = await compilePackage();
}, 60_000);

/** A tenant that is opened and used in a request, and whose account is put to sleep and forgotten by a timer of its pool. */
const OF_A_TENANT = {
  use: `
    const tenants = application.get(AlternativePaymentsTenants, { strict: false });
    const { httpService, tokenService } = await tenants.get('partner-42');
    renewed = tokenService;
    await httpService.axiosRef.get('/customers');`,
  options: (options: object) =>
    `{ tenants: { resolve: () => (${JSON.stringify(options)}), sleepAfterMs: 60_000, idleMs: 120_000 }, tokenStore: { store: new MemoryTokenStore(), encryption: 'plaintext' } }`,
};

const OF_AN_ACCOUNT = {
  use: `
    renewed = tokens;
    await http.axiosRef.get('/customers');`,
  options: () => '{ sleepAfterMs: 60_000 }',
};

describe("the first caller's request", { timeout: 60_000 }, () => {
  it.each([
    ['an account', OF_AN_ACCOUNT],
    ['a tenant', OF_A_TENANT],
  ])('is forgotten while the token of %s is renewed again and again', async (_whose, { use, options }) => {
    const simulator = await simulate({ tokenLifetimeSeconds: 1 });
    const script = `
      import { AsyncLocalStorage } from 'node:async_hooks';
      import { setTimeout as wait } from 'node:timers/promises';
      const requests = new AsyncLocalStorage();
      let isCollected = false;
      let renewed;
      const registry = new FinalizationRegistry(() => { isCollected = true; });
      await (() => {
        const request = { body: new Array(1_000_000).fill('a body') };
        registry.register(request, 'the first request');
        return requests.run(request, async () => { ${use} });
      })();
      while (renewed.snapshot().generation < 4) await wait(20);
      for (let look = 0; look < 100 && !isCollected; look += 1) { globalThis.gc(); await wait(20); }
      console.log(isCollected ? 'collected' : 'kept');
      await application.close();
    `;

    const account = { ...simulator.options, warmUp: false };
    const start = applicationScript(packageURL, account, options(simulator.options));
    const exit = await runInOwnProcess(start + script, ['--expose-gc']);

    expect(exit).toEqual({ code: 0, output: 'collected\n' });
  });
});
