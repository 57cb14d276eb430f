import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as unbundled from 'nestjs-alternative-payments';
import { build, type Rolldown } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';

type ErrorClass = new (...parameters: unknown[]) => Error;

const root = fileURLToPath(new URL('../..', import.meta.url));
const facts = {
  identity: { account: 'a', environment: 'demo', baseURL: 'https://api.example', clientId: 'id' },
  reason: 'it answered 503',
};

/** What to construct each error with. */
const PARAMETERS: Record<string, unknown[]> = {
  AccountClosedError: ['a'],
  CallTimedOutError: ['GET /customers', 100, 'token', false, 'calls.timeoutMs'],
  CredentialsRejectedError: [facts],
  CredentialsUnavailableError: [facts],
  ForeignOriginError: ['https://api.example', 'https://elsewhere.example'],
  InterceptorMissingError: ['a', 'GET /customers'],
  InvalidArgumentError: ['"alternativePayments.priority" is unknown.'],
  InvalidOptionsError: ['a', ['"clientId" is missing.']],
  InvalidRegistrationError: ['The name "a" is registered twice.'],
  MalformedTokenResponseError: [facts],
  RateQueueFullError: ['a', 100, false],
  RedirectRefusedError: [302, 'GET /customers', undefined],
  TenantNotFoundError: ['t'],
  TenantNotResolvedError: ['t', 'it is unknown', 'Add it.'],
  TokenEndpointMisconfiguredError: [facts],
  TokenEndpointUnavailableError: [facts],
  UnsupportedTransportError: ['Remove "adapter".'],
};
const BASES = ['AlternativePaymentsError', 'TokenUnavailableError'];

let folder: string;
let bundled: Record<string, ErrorClass>;

beforeAll(async () => {
  mkdirSync(`${root}.cache`, { recursive: true });
  folder = mkdtempSync(`${root}.cache/minified-`);
  const result = await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: { ssr: `${root}lib/index.ts`, minify: true, write: false },
  });
  const { output } = result as Rolldown.RolldownOutput;
  const file = `${folder}/bundle.mjs`;
  writeFileSync(file, output[0].code);
  bundled = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Record<string, ErrorClass>;
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('knows how to construct every error that the package exports', () => {
  const errors = Object.keys(unbundled).filter((name) => name.endsWith('Error') && !name.startsWith('is'));

  expect(errors.toSorted()).toEqual([...Object.keys(PARAMETERS), ...BASES].toSorted());
});

it.each(Object.entries(PARAMETERS))('%s keeps its name in a minified bundle', (name, parameters) => {
  const Bundled = bundled[name]!;
  const error = new Bundled(...parameters);

  expect(Bundled.name).not.toBe(name);
  expect(error.name).toBe(name);
  expect(String(error)).toMatch(`${name}: `);
  expect(error).toBeInstanceOf(bundled['AlternativePaymentsError']);
});
