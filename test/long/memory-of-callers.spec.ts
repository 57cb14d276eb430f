import { beforeAll, describe, expect, it } from 'vitest';
import { compilePackage } from '../support/compiled-package.js';
import { applicationScript, runInOwnProcess } from '../support/own-process.js';
import { simulate } from '../support/simulator.js';

let packageURL: string;

beforeAll(async () => {
  packageURL = await compilePackage();
}, 60_000);

describe("the first caller's request", { timeout: 60_000 }, () => {
  it('is forgotten while its token is renewed again and again', async () => {
    const simulator = await simulate({ tokenLifetimeSeconds: 1 });
    const script = `
      import { AsyncLocalStorage } from 'node:async_hooks';
      import { setTimeout as wait } from 'node:timers/promises';
      const requests = new AsyncLocalStorage();
      let isCollected = false;
      const registry = new FinalizationRegistry(() => { isCollected = true; });
      await (() => {
        const request = { body: new Array(1_000_000).fill('a body') };
        registry.register(request, 'the first request');
        return requests.run(request, async () => { await http.axiosRef.get("/customers"); });
      })();
      while (tokens.snapshot().generation < 4) await wait(20);
      for (let look = 0; look < 100 && !isCollected; look += 1) { globalThis.gc(); await wait(20); }
      console.log(isCollected ? 'collected' : 'kept');
      await application.close();
    `;

    const options = { ...simulator.options, warmUp: false };
    const exit = await runInOwnProcess(applicationScript(packageURL, options) + script, ['--expose-gc']);

    expect(exit).toEqual({ code: 0, output: 'collected\n' });
  });
});
