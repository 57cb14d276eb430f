import { defineConfig } from 'vitest/config';
import { suite } from './vitest.config.js';

// Stryker wants one project, and what decides is pure: its own specs are fast, and run once for each mutant.
const { oxc, resolve, test } = suite('test');

export default defineConfig({
  oxc,
  resolve,
  test: {
    include: [
      'test/http/{origin-guard,outcome-law,outcome-marks,redaction,retry}.spec.ts',
      'test/timing/{standstill,timeout}.spec.ts',
      'test/token/{rejections,renewal-timing,token-state,transitions}.spec.ts',
    ],
    setupFiles: test?.setupFiles,
    isolate: false,
  },
});
