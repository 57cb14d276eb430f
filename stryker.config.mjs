/** Mutation testing of what decides: `npm run test:mutation`, or of one file with `-- --mutate lib/http/retry.ts`. */
export default {
  mutate: [
    'lib/token/token-state.ts',
    'lib/token/renewal-timing.ts',
    'lib/token/rejections.ts',
    'lib/http/retry.ts',
    'lib/http/outcome.ts',
    'lib/http/origin-guard.ts',
    'lib/http/redaction.ts',
    'lib/timing/timeout.ts',
  ],
  plugins: ['@stryker-mutator/vitest-runner'],
  testRunner: 'vitest',
  // The one that there is needs no rewriting for the sandbox.
  tsconfigFile: 'none',
  vitest: { configFile: 'vitest.mutation.config.ts' },
  concurrency: 2,
  // A busy machine is no reason to count a mutant as killed.
  timeoutMS: 60_000,
  reporters: ['clear-text'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  tempDirName: '.cache/stryker',
  allowEmpty: false,
};
