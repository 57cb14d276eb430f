import { beforeAll, describe, expect, it } from 'vitest';
import { compilePackage } from '../support/compiled-package.js';
import { applicationScript, runInOwnProcess } from '../support/own-process.js';
import { simulate } from '../support/simulator.js';

let packageURL: string;

beforeAll(async () => {
  packageURL = await compilePackage();
}, 60_000);

// On Windows, a signal ends a process before it can do anything.
describe.skipIf(process.platform === 'win32')('SIGTERM', { timeout: 60_000 }, () => {
  it('waits for a POST that is under way, and then ends the process', async () => {
    const simulator = await simulate();
    // Longer than the second for which calls that change nothing go on.
    simulator.fault({ on: 'POST /customers', delayMs: 1_500, status: 201, body: { id: 'cus_1' } });
    const script = `
      application.enableShutdownHooks();
      const { status } = await http.axiosRef.post('/customers', { name: 'Blue Harbor' });
      console.log('answered', status);
      setInterval(() => undefined, 1_000);
    `;

    const exit = await runInOwnProcess(
      applicationScript(packageURL, simulator.options) + script,
      [],
      (child) => void simulator.journal.waitFor('POST /customers').then(() => child.kill('SIGTERM')),
    );

    expect(exit).toEqual({ code: null, signal: 'SIGTERM', output: 'answered 201\n' });
  });
});
