import { type ChildProcess, spawn } from 'node:child_process';

/** A machine that is busy takes long to start several of them. */
const DEADLINE_MS = 55_000;

/** How a process ended, and what it printed. */
export interface Exit {
  readonly code: number | null;
  /** The signal that ended it, if one did. */
  readonly signal?: NodeJS.Signals;
  readonly output: string;
}

/**
 * Runs an ES module in a process of its own and waits until that ends by itself.
 *
 * @param script its text
 * @param nodeOptions such as `--expose-gc`
 * @param onStart is handed the process
 */
export function runInOwnProcess(
  script: string,
  nodeOptions: readonly string[] = [],
  onStart: (child: ChildProcess) => void = () => undefined,
): Promise<Exit> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...nodeOptions, '--input-type=module', '--eval', script]);
    let output = '';
    child.stdout.on('data', (text) => (output += text));
    child.stderr.on('data', (text) => (output += text));
    const deadline = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`The process did not end by itself. It printed:\n${output}`));
    }, DEADLINE_MS);
    child.on('close', (code, signal) => {
      clearTimeout(deadline);
      resolve({ code, output, ...(signal && { signal }) });
    });
    onStart(child);
  });
}

/**
 * The beginning of such a script: an application with one account on the given API, as `application`, and its services
 * as `tokens` and `http`; `AlternativePaymentsTenants` is imported, too.
 *
 * @param packageURL address of the compiled package
 * @param more source text of an object with further options, for those that are functions
 */
export function applicationScript(packageURL: string, options: object, more = '{}'): string {
  return `
    import 'reflect-metadata';
    import { NestFactory } from '@nestjs/core';
    import { HttpService } from '@nestjs/axios';
    import { AlternativePaymentsModule, AlternativePaymentsTenants, MemoryTokenStore, TokenService }
      from ${JSON.stringify(packageURL)};
    class Root {}
    const imports = [AlternativePaymentsModule.forRoot({ ...${JSON.stringify(options)}, ...${more} })];
    const application = await NestFactory.createApplicationContext({ module: Root, imports }, { logger: false });
    const tokens = application.get(TokenService, { strict: false });
    const http = application.get(HttpService, { strict: false });
  `;
}
