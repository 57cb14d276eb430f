import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXPORTED_ERRORS } from './exported-errors.js';
import { Tarball } from './tarball.js';

const tarball = Tarball.forThisFile();

/** What each entry exports at run time. Its report in `etc` has the types, and does not tell these from a class. */
const ENTRIES = {
  '.': [
    'AccountClosedError',
    'AlternativePaymentsClient',
    'AlternativePaymentsError',
    'AlternativePaymentsModule',
    'AlternativePaymentsTenants',
    'ApiBadRequestError',
    'ApiError',
    'ApiExceptionFilter',
    'ApiForbiddenError',
    'ApiNotFoundError',
    'ApiRateLimitedError',
    'ApiRouteNotFoundError',
    'ApiUnauthorizedError',
    'ApiUnavailableError',
    'ApiUnprocessableError',
    'CallAbortedError',
    'CallTimedOutError',
    'ConnectionFailedError',
    'CredentialsRejectedError',
    'CredentialsUnavailableError',
    'ForeignOriginError',
    'INVOICE_STATUSES',
    'InjectAlternativePayments',
    'InjectHttpService',
    'InjectTenants',
    'InjectTokenService',
    'InterceptorMissingError',
    'InvalidArgumentError',
    'InvalidOptionsError',
    'InvalidRegistrationError',
    'MalformedTokenResponseError',
    'MemoryTokenStore',
    'PAYMENT_FEE_TYPES',
    'PAYMENT_METHOD_KINDS',
    'PAYMENT_REQUEST_STATUSES',
    'PAYMENT_STATUSES',
    'PAYMENT_TYPES',
    'PAYOUT_FEE_TYPES',
    'PAYOUT_STATUSES',
    'PageIterationError',
    'RateQueueFullError',
    'RedirectRefusedError',
    'TenantNotFoundError',
    'TenantNotResolvedError',
    'TokenEndpointMisconfiguredError',
    'TokenEndpointUnavailableError',
    'TokenService',
    'TokenUnavailableError',
    'UnexpectedAnswerError',
    'UnsupportedTransportError',
    'WEBHOOK_TOPICS',
    'alternativePaymentsConfig',
    'alternativePaymentsConfigFor',
    'centsToDollars',
    'dollarsToCents',
    'getAlternativePaymentsToken',
    'getHttpServiceToken',
    'getTenantsToken',
    'getTokenServiceToken',
    'isAlternativePaymentsError',
    'isKnown',
    'isOutcomeUnknown',
    'toHttpException',
  ],
  './testing': ['TOKEN_POLICY', 'answerOf', 'pageOf', 'startSimulator', 'webhookRequest'],
  './redis': ['RedisDeliveryStore', 'RedisRateBudget', 'RedisTokenStore'],
  './webhooks': [
    'AlternativePaymentsWebhooksModule',
    'DeliveryBusyError',
    'MemoryDeliveryStore',
    'OnWebhook',
    'WebhookDispatcher',
    'alternativePaymentsWebhooksConfig',
    'alternativePaymentsWebhooksConfigFor',
    'getWebhookDispatcherToken',
  ],
  './terminus': ['AlternativePaymentsHealthIndicator'],
  './opentelemetry': ['AlternativePaymentsOpenTelemetryModule'],
  './api/types': [],
};

/** What a file imports, re-exports, requires, augments or references. */
const specifiersIn = (path: string): string[] =>
  [...tarball.read(path).matchAll(SPECIFIER)].map((found) => found[1] ?? '');

const SPECIFIER =
  /(?:^(?:import|export) [\w\s{},*$]*?from |^import |^declare module |^\/\/\/ <reference types=|\b(?:import|require)\()['"]([^'"\n]+)['"]/gm;

/** A module and all that it imports of the package, however far away. */
function collect(path: string, files = new Set<string>()): Set<string> {
  if (files.has(path)) return files;
  files.add(path);
  for (const specifier of specifiersIn(path).filter((name) => name.startsWith('.')))
    collect(posix.join(posix.dirname(path), specifier), files);

  return files;
}

/** The code of both builds, typings included. */
const modules = (): string[] => tarball.files.filter((path) => /^dist\/.*\.(js|ts)$/.test(path));

/**
 * How much is downloaded and unpacked, and how much of it an application loads when it starts: what there is, and a tenth
 * more. Each of them may be raised, on purpose. The time of an import depends on the machine, and `npm run bench` prints it.
 */
const MOST_BYTES = { packed: 550_000, unpacked: 3_000_000 };
const MOST_LOADED = { modules: 245, bytes: 500_000 };

describe('the tarball', () => {
  it('is as small as it was', () => {
    const unpacked = tarball.files.reduce((sum, path) => sum + Buffer.byteLength(tarball.read(path)), 0);

    expect(tarball.bytes).toBeLessThan(MOST_BYTES.packed);
    expect(unpacked).toBeLessThan(MOST_BYTES.unpacked);
  });

  it('has a main entry that loads little, and nothing of the other entries', () => {
    const loaded = [...collect('dist/lib/index.js')];
    const bytes = loaded.reduce((sum, path) => sum + Buffer.byteLength(tarball.read(path)), 0);
    // The types are an entry for compilers, and a part of the main one.
    const others = Object.keys(ENTRIES).filter((entry) => entry !== '.' && entry !== './api/types');
    const folders = others.map((entry) => `dist/lib${entry.slice(1)}/`);

    expect(loaded.length).toBeLessThan(MOST_LOADED.modules);
    expect(bytes).toBeLessThan(MOST_LOADED.bytes);
    expect(loaded.filter((path) => folders.some((folder) => path.startsWith(folder)))).toEqual([]);
  });

  it('has the two builds and what accompanies them, and nothing else', () => {
    const expected =
      /^(dist\/(lib|cjs)\/.+\.(js|d\.ts)|dist\/cjs\/package\.json|dist\/schematics\/(.+\.js|collection\.json))$/;
    expect(tarball.files.filter((path) => !expected.test(path))).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'package.json',
    ]);
    expect(JSON.parse(tarball.read('dist/cjs/package.json'))).toEqual({ type: 'commonjs' });
  });

  it('has the same files in either build, each with its typings', () => {
    const inBuild = (folder: string): string[] =>
      tarball.files
        .filter((path) => path.startsWith(folder) && !path.endsWith('package.json'))
        .map((path) => path.slice(folder.length));
    const esm = inBuild('dist/lib/');
    const code = esm.filter((path) => path.endsWith('.js'));
    const typings = esm.filter((path) => path.endsWith('.d.ts'));

    expect(inBuild('dist/cjs/')).toEqual(esm);
    expect(typings.map((path) => path.replace('.d.ts', '.js')).toSorted()).toEqual(code.toSorted());
  });

  it('names no source map that it does not have', () => {
    expect(tarball.files.filter((path) => tarball.read(path).includes('sourceMappingURL'))).toEqual([]);
  });

  it('has every file that its manifest names', () => {
    const { main, types, bin, exports, schematics } = tarball.manifest;
    const targets = Object.values(exports).flatMap((entry) =>
      typeof entry === 'string'
        ? [entry]
        : Object.values(entry).flatMap((condition) => Object.values(condition)),
    );
    const named = [main, types, schematics, ...Object.values(bin), ...targets];

    expect(tarball.files).toEqual(expect.arrayContaining(named.map((path) => posix.normalize(path))));
  });

  it('leads a tool that collects what require() needs to all that Node may load in its place', () => {
    for (const conditions of Object.values(tarball.manifest.exports)) {
      if (typeof conditions === 'string') continue;
      const [loaded, required] = ['module-sync', 'require'].map((condition) =>
        collect(posix.normalize(conditions[condition]!['default']!)),
      );

      expect([...required!]).toEqual(expect.arrayContaining([...loaded!]));
    }
  });

  it('names typings of every entry for compilers that do not read "exports"', () => {
    const { types, typesVersions, exports } = tarball.manifest;
    const typings = Object.entries(exports).flatMap(([entry, conditions]) =>
      typeof conditions === 'string' ? [] : [[entry, conditions['require']!['types']!]],
    );
    const old = Object.entries(typesVersions['*']).map(([name, [path]]) => [`./${name}`, path]);

    expect([['.', types], ...old]).toEqual(typings);
  });

  it('has no dependencies, and runs nothing where it is installed', () => {
    const { scripts, dependencies } = tarball.manifest;

    expect(dependencies).toBeUndefined();
    expect(Object.keys(scripts).filter((name) => /^(?:pre|post)?install$|^prepare$/.test(name))).toEqual([]);
  });

  it('has a command that the shell can start', () => {
    const { bin } = tarball.manifest;
    expect(Object.keys(bin)).toEqual(['nestjs-alternative-payments']);
    for (const path of Object.values(bin)) expect(tarball.read(path)).toMatch(/^#!\/usr\/bin\/env node\n/);
  });
});

it('the schematic of the Nest CLI is where the tarball says', async () => {
  const { schematics } = JSON.parse(tarball.read(tarball.manifest.schematics)) as {
    schematics: Record<string, { factory: string }>;
  };
  expect(Object.keys(schematics)).toEqual(['nest-add']);
  const [path, name] = schematics['nest-add']!.factory.split('#');
  // The CLI requires it, and it is an ES module.
  const script = `
    import { createRequire } from 'node:module';
    import { resolve } from 'node:path';
    const require = createRequire(resolve(${JSON.stringify(tarball.manifest.schematics)}));
    console.log(JSON.stringify(typeof require(${JSON.stringify(path)})[${JSON.stringify(name)}]()));
  `;

  expect(await tarball.evaluate(script)).toBe('function');
});

describe('every module', () => {
  it('imports its neighbours by the name of a file that is there', () => {
    const targetOf = (path: string, specifier: string): string => {
      const target = posix.join(posix.dirname(path), specifier);
      return path.endsWith('.d.ts') ? target.replace(/\.js$/, '.d.ts') : target;
    };
    const isRight = (path: string, specifier: string): boolean =>
      specifier.endsWith('.js') && tarball.files.includes(targetOf(path, specifier));
    const wrong = modules().flatMap((path) =>
      specifiersIn(path)
        .filter((specifier) => specifier.startsWith('.') && !isRight(path, specifier))
        .map((specifier) => `${specifier} in ${path}`),
    );

    expect(wrong).toEqual([]);
    expect(specifiersIn('dist/lib/index.js').length).toBeGreaterThan(10);
  });

  it('takes nothing from elsewhere but peers, from their roots, and what Node has built in', () => {
    const allowed = [
      ...Object.keys(tarball.manifest.peerDependencies),
      ...builtinModules.map((name) => `node:${name}`),
    ];
    const taken = modules()
      .flatMap(specifiersIn)
      .filter((name) => !name.startsWith('.'));

    expect(allowed).toEqual(expect.arrayContaining([...new Set(taken)]));
    expect(taken).toContain('@nestjs/axios');
  });
});

describe.each(Object.entries(ENTRIES))('the entry %s', (entry, names) => {
  const specifier = entry.replace('.', 'nestjs-alternative-payments');

  it('exports what is documented and nothing else, in ESM and CommonJS', async () => {
    const file = (condition: string): string => {
      const conditions = tarball.manifest.exports[entry] as Record<string, Record<string, string>>;
      return JSON.stringify(conditions[condition]?.['default']);
    };
    const script = `
      import { createRequire } from 'node:module';
      import { resolve } from 'node:path';
      import { pathToFileURL } from 'node:url';
      const require = createRequire(resolve('package.json'));
      const namesIn = (module) => Object.keys(module).filter((name) => !name.startsWith('__')).sort();
      console.log(JSON.stringify({
        byName: namesIn(await import('${specifier}')),
        required: namesIn(require('${specifier}')),
        esm: namesIn(await import(pathToFileURL(${file('import')}))),
        commonJS: namesIn(require(${file('require')})),
      }));
    `;

    expect(await tarball.evaluate(script)).toEqual({
      byName: names,
      required: names,
      esm: names,
      commonJS: names,
    });
  });
});

describe('the errors of either build', () => {
  it('are of their classes, have the same names and codes, and are known to the other build', async () => {
    const script = `
      import { createRequire } from 'node:module';
      import { resolve } from 'node:path';
      import { pathToFileURL } from 'node:url';
      const esm = await import(pathToFileURL('dist/lib/index.js'));
      const commonJS = createRequire(resolve('package.json'))('./dist/cjs/index.js');
      const told = (own, other) => Object.entries(${JSON.stringify(EXPORTED_ERRORS)}).map(([type, [, parameters]]) => {
        const error = new own[type](...parameters);
        const ofItsClass = error instanceof own[type] && error instanceof own.AlternativePaymentsError;
        const ofTheOther = error instanceof other.AlternativePaymentsError;
        const { name, code } = error;
        return { type, name, code, ofItsClass, ofTheOther, known: other.isAlternativePaymentsError(error) };
      });
      console.log(JSON.stringify([told(esm, commonJS), told(commonJS, esm)]));
    `;
    const expected = Object.entries(EXPORTED_ERRORS).map(([name, [code]]) => {
      return { type: name, name, code, ofItsClass: true, ofTheOther: false, known: true };
    });

    expect(await tarball.evaluate(script)).toEqual([expected, expected]);
  });
});

it('there are no other entries', () => {
  expect(Object.keys(tarball.manifest.exports)).toEqual([...Object.keys(ENTRIES), './package.json']);
});
