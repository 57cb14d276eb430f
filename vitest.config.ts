import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  // Nest injects by constructor type, which needs the metadata that plain TypeScript stripping drops.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  resolve: {
    // Tests import the package by its name, as its users do, without a build.
    alias: [
      { find: /^nestjs-alternative-payments$/, replacement: source('./lib/index.ts') },
      { find: /^nestjs-alternative-payments\/redis$/, replacement: source('./lib/redis/index.ts') },
      { find: /^nestjs-alternative-payments\/testing$/, replacement: source('./lib/testing/index.ts') },
    ],
  },
  test: {
    include: ['test/**/*.spec.ts'],
    exclude: [...configDefaults.exclude, 'test/consumers/**'],
    globalSetup: source('./test/support/redis/global-setup.ts'),
    reporters: ['default', source('./test/support/closing-line.reporter.ts')],
    // Many tests wait more than they compute; Vitest alone would keep one of two cores idle.
    maxWorkers: 2,
    testTimeout: 20_000,
  },
});
