import { beforeAll, describe, expect, it } from 'vitest';
import { compilePackage } from '../support/compiled-package.js';
import { applicationScript, runInOwnProcess } from '../support/own-process.js';
import { simulate } from '../support/simulator.js';

let packageURL: string;

beforeAll(async () => {
  packageURL = await compilePackage();
}, 60_000);

describe('a tenant that is awake', { timeout: 60_000 }, () => {
  it('takes no more than 15 KB of memory, its axios instance and its token included', async () => {
    const simulator = await simulate({ rateLimit: false });
    const { clientId, clientSecret, ...options } = simulator.options;
    const script = `
      const tenants = application.get(AlternativePaymentsTenants, { strict: false });
      const kept = [];
      async function open(from, to) {
        for (let number = from; number < to; number += 1) {
          const { httpService, tokenService } = await tenants.get('tenant-' + number);
          await tokenService.getToken();
          kept.push(httpService);
        }
        for (let round = 0; round < 3; round += 1) {
          globalThis.gc();
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        return process.memoryUsage().heapUsed;
      }
      // What all of them share, and what is compiled only once it is used often, is there after the first ones.
      const before = await open(0, 200);
      const after = await open(200, 700);
      console.log(((after - before) / 500 / 1024).toFixed(1));
      await application.close();
    `;
    const more = `{ tenants: { resolve: () => (${JSON.stringify({ clientId, clientSecret })}) } }`;

    const exit = await runInOwnProcess(applicationScript(packageURL, options, more) + script, [
      '--expose-gc',
    ]);

    expect(exit.code).toBe(0);
    expect(Number(exit.output)).toBeGreaterThan(1);
    expect(Number(exit.output)).toBeLessThan(15);
  });
});
