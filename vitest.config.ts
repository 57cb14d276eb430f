import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig, type ViteUserConfig } from 'vitest/config';

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const FLEET = 'test/long/{processes,webhooks}/**';
const CLUSTER = 'test/long/cluster/**';
const BROWSER = 'test/sample-app/browser/**';
/** Tests that need a process of their own. */
export const ALONE = [
  'test/properties/**/*.spec.ts',
  'test/scenarios/**/*.spec.ts',
  'test/pacing/many-processes.spec.ts',
  'test/tenants/closing-tenants.spec.ts',
  'test/tenants/sleeping.spec.ts',
  'test/package/compat/versions.spec.ts',
];

/**
 * @param mode `soak`, `simulation` and `deliveries` have the tests of that name go on for longer; `cluster` and `valkey`
 * have those that need Redis run with that; `browser` adds those that need a Chromium
 */
export function suite(mode: string): ViteUserConfig {
  const elsewhere = [
    'test/package/consumers/**',
    ...(mode === 'cluster' ? [] : [CLUSTER]),
    ...(mode === 'browser' ? [] : [BROWSER]),
  ];
  const exclude = [...configDefaults.exclude, ...elsewhere];
  return {
    // Nest injects by constructor type, which needs the metadata that plain TypeScript stripping drops.
    oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
    resolve: {
      // Tests import the package by its name, as its users do, without a build.
      alias: [
        { find: /^nestjs-alternative-payments$/, replacement: source('./lib/index.ts') },
        {
          find: /^nestjs-alternative-payments\/opentelemetry$/,
          replacement: source('./lib/opentelemetry/index.ts'),
        },
        { find: /^nestjs-alternative-payments\/redis$/, replacement: source('./lib/redis/index.ts') },
        { find: /^nestjs-alternative-payments\/terminus$/, replacement: source('./lib/terminus/index.ts') },
        { find: /^nestjs-alternative-payments\/testing$/, replacement: source('./lib/testing/index.ts') },
        { find: /^nestjs-alternative-payments\/webhooks$/, replacement: source('./lib/webhooks/index.ts') },
      ],
    },
    test: {
      projects: [
        {
          extends: true,
          mode,
          test: {
            name: 'suite',
            include: ['test/**/*.spec.ts'],
            exclude: [...exclude, FLEET, ...ALONE],
          },
        },
        // Most of these count the timers that are left: what the file before has left behind would run in their time and be
        // counted. One looks which copies of the peers are loaded.
        {
          extends: true,
          mode,
          test: { name: 'alone', include: ALONE, exclude, isolate: true },
        },
        // After all others: these start many processes, and would take the time from tests that watch a clock.
        {
          extends: true,
          mode,
          test: { name: 'fleet', include: [`${FLEET}/*.spec.ts`], exclude, sequence: { groupOrder: 1 } },
        },
      ],
      setupFiles: [source('./test/support/seed.ts')],
      globalSetup: source('./test/support/redis/global-setup.ts'),
      reporters: ['default', source('./test/support/closing-line.reporter.ts')],
      // Nothing in lib keeps state in a module, and sharing the module registry between files proves it.
      isolate: false,
      // Many tests wait more than they compute; two at a time would leave two cores idle.
      maxWorkers: 3,
      // Tests that run at the same time within a file start processes, of which more would only wait for each other.
      maxConcurrency: 3,
      // Only what hangs takes that long, however busy the machine is.
      testTimeout: 60_000,
      hookTimeout: 60_000,
    },
  };
}

export default defineConfig(({ mode }) => suite(mode));
