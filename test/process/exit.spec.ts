import { spawn } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { compilePackage } from '../support/compiled-package.js';
import { simulate } from '../support/simulator.js';

let packageURL: string;

beforeAll(async () => {
  packageURL = await compilePackage();
}, 60_000);

interface Exit {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a script in a process of its own, with an application on the given API, and waits for it to end by itself. */
function runScript(options: object, script: string): Promise<Exit> {
  const prelude = `
    import 'reflect-metadata';
    import { NestFactory } from '@nestjs/core';
    import { HttpService } from '@nestjs/axios';
    import { AlternativePaymentsModule, TokenService } from ${JSON.stringify(packageURL)};
    class Root {}
    const imports = [AlternativePaymentsModule.forRoot(${JSON.stringify(options)})];
    const application = await NestFactory.createApplicationContext({ module: Root, imports }, { logger: false });
    const tokens = application.get(TokenService, { strict: false });
    const http = application.get(HttpService, { strict: false });
  `;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', prelude + script]);
    let output = '';
    child.stdout.on('data', (text) => (output += text));
    child.stderr.on('data', (text) => (output += text));
    const deadline = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`The process did not end by itself. It printed:\n${output}`));
    }, 30_000);
    child.on('exit', (code) => {
      clearTimeout(deadline);
      resolve({ code, output });
    });
  });
}

describe('a process that does nothing else', { timeout: 60_000 }, () => {
  it('ends by itself while a token is held and its renewal is due', async () => {
    const simulator = await simulate();
    const exit = await runScript(
      simulator.options,
      `await tokens.getToken(); console.log(tokens.snapshot().state);`,
    );
    expect(exit).toEqual({ code: 0, output: 'valid\n' });
  });

  it('ends by itself after a call', async () => {
    const simulator = await simulate();
    const exit = await runScript(
      simulator.options,
      `const { status } = await http.axiosRef.get('/customers'); console.log(status);`,
    );
    expect(exit).toEqual({ code: 0, output: '200\n' });
  });

  it('ends by itself while attempts to obtain a token fail', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /oauth/token', status: 503 });
    const exit = await runScript(
      simulator.options,
      `await tokens.getToken().catch((error) => console.log(error.code));`,
    );
    expect(exit).toEqual({ code: 0, output: 'TOKEN_ENDPOINT_UNAVAILABLE\n' });
  });
});

describe('a failure in the background', { timeout: 60_000 }, () => {
  it.each([
    ['a reset', { reset: true as const }],
    ['a 500', { status: 500 }],
    ['a refusal', { status: 403, body: {} }],
    ['another refusal', { status: 404 }],
    ['an answer that is no token', { malformed: '<html>' }],
    ['silence', { hang: true as const }],
  ])('is no unhandled rejection: %s', async (_what, fault) => {
    const simulator = await simulate({ tokenLifetimeSeconds: 1 });
    simulator.fault({ on: 'POST /oauth/token', afterMatches: 1, ...fault });
    const exit = await runScript(
      simulator.options,
      `await tokens.getToken();
       const alive = setInterval(() => undefined, 1_000);
       await new Promise((resolve) => tokens.events$.subscribe(({ type }) => type === 'failed' && resolve()));
       clearInterval(alive);
       // What nobody handles ends the process a moment later.
       await new Promise((resolve) => setTimeout(resolve, 50));
       console.log(tokens.snapshot().failure !== undefined);
       await application.close();`,
    );
    expect(exit).toEqual({ code: 0, output: 'true\n' });
  });
});
