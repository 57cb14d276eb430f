import { spawn } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { compilePackage } from '../support/compiled-package.js';
import { simulate } from '../support/simulator.js';

let packageURL: string;

beforeAll(async () => {
  packageURL = await compilePackage();
}, 60_000);

/** Far longer than a test may take, so that a process that waits for it is told from one that does not. */
const TIMEOUT_MS = 120_000;

/** Runs a script in a process of its own, and returns what it printed once it has ended by itself. */
function run(options: object, extra: string, script: string): Promise<string> {
  const source = `
    import 'reflect-metadata';
    import { NestFactory } from '@nestjs/core';
    import { HttpService } from '@nestjs/axios';
    import { AlternativePaymentsModule, MemoryTokenStore, TokenService } from ${JSON.stringify(packageURL)};
    const silent = () => new Promise(() => undefined);
    class Root {}
    const imports = [AlternativePaymentsModule.forRoot({ ...${JSON.stringify(options)}, ${extra} })];
    const application = await NestFactory.createApplicationContext({ module: Root, imports }, { logger: false });
    const tokens = application.get(TokenService, { strict: false });
    const http = application.get(HttpService, { strict: false });
    const failed = (error) => console.log(error.code);
    ${script}`;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', source]);
    let output = '';
    child.stdout.on('data', (text) => (output += text));
    child.stderr.on('data', (text) => (output += text));
    const deadline = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`The process did not end by itself. It printed:\n${output}`));
    }, 40_000);
    child.on('exit', () => {
      clearTimeout(deadline);
      resolve(output);
    });
  });
}

const CALLS = `calls: { timeoutMs: ${TIMEOUT_MS * 4} }`;
const storeWith = (silent: string): string =>
  `${CALLS}, tokenStore: { store: Object.assign(new MemoryTokenStore(), { ${silent} }), encryption: 'plaintext',
    timeoutMs: ${TIMEOUT_MS} }`;

describe('a process ends once the application is closed', { timeout: 60_000 }, () => {
  it.each([
    ['while a shared budget is silent', `pacing: { shared: { reserve: silent, timeoutMs: ${TIMEOUT_MS} } }`],
    ['while a store is silent when it is read', storeWith('read: silent')],
    ['while a store is silent when the lease is asked for', storeWith('acquireLease: silent')],
  ])('%s and a call waits for it', async (_what, extra) => {
    const simulator = await simulate();
    const output = await run(
      { ...simulator.options, warmUp: false },
      extra,
      `const call = http.axiosRef.get('/customers').catch(failed);
       await new Promise((turn) => setImmediate(turn));
       await application.close();
       await call;
       console.log('closed');`,
    );
    expect(output).toBe('ACCOUNT_CLOSED\nclosed\n');
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
    const output = await run(
      { ...simulator.options, warmUp: false },
      storeWith(silent),
      `await http.axiosRef.get('/customers');
       tokens.invalidate(await tokens.getToken());
       await application.close();
       console.log('closed');`,
    );
    expect(output).toBe('closed\n');
  });
});
