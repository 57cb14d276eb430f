import { beforeAll, describe, expect, it } from 'vitest';
import { closedAfterFile } from '../support/after-file.js';
import { compilePackage } from '../support/compiled-package.js';
import { applicationScript, type Exit, runInOwnProcess } from '../support/own-process.js';

const { simulate } = closedAfterFile();

let packageURL: string;

beforeAll(async () => {
  packageURL = await compilePackage();
}, 60_000);

/** Far longer than a test may take, so that a process that waits for it is told from one that does not. */
const TIMEOUT_MS = 120_000;

/** Runs a script in a process of its own, and returns how it ended by itself. */
function run(options: object, extra: string, script: string): Promise<Exit> {
  const prelude = `
    const silent = () => new Promise(() => undefined);
    const failed = (error) => console.log(error.code);`;
  return runInOwnProcess(prelude + applicationScript(packageURL, options, `{ ${extra} }`) + script);
}

const CALLS = `calls: { timeoutMs: ${TIMEOUT_MS * 4} }`;
const storeWith = (silent: string): string =>
  `${CALLS}, tokenStore: { store: Object.assign(new MemoryTokenStore(), { ${silent} }), encryption: 'plaintext',
    timeoutMs: ${TIMEOUT_MS} }`;

describe.concurrent('a process ends once the application is closed', { timeout: 90_000 }, () => {
  it.each([
    ['while a shared budget is silent', `pacing: { shared: { reserve: silent, timeoutMs: ${TIMEOUT_MS} } }`],
    ['while a store is silent when it is read', storeWith('read: silent')],
    ['while a store is silent when the lease is asked for', storeWith('acquireLease: silent')],
  ])('%s and a call waits for it', async (_what, extra) => {
    const simulator = await simulate();
    const exit = await run(
      { ...simulator.options, warmUp: false },
      extra,
      `const call = http.axiosRef.get('/customers').catch(failed);
       await new Promise((turn) => setImmediate(turn));
       await application.close();
       await call;
       console.log('closed');`,
    );
    expect(exit).toEqual({ code: 0, output: 'ACCOUNT_CLOSED\nclosed\n' });
  });

  it.each([
    ['while a store is silent when it is written to', 'write: silent'],
    ['while a store is silent when the lease is given back', 'releaseLease: silent'],
    ['while a store is silent when a token is removed', 'remove: silent'],
    [
      'while a store is silent in all that is done behind the call',
      'write: silent, releaseLease: silent, remove: silent',
    ],
  ])('%s', async (_what, silent) => {
    const simulator = await simulate();
    const exit = await run(
      { ...simulator.options, warmUp: false },
      storeWith(silent),
      `await http.axiosRef.get('/customers');
       tokens.invalidate(await tokens.getToken());
       await application.close();
       console.log('closed');`,
    );
    expect(exit).toEqual({ code: 0, output: 'closed\n' });
  });
});
