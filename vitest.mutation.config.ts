import { defineConfig } from 'vitest/config';
import { suite } from './vitest.config.js';

const { oxc, resolve } = suite('test');

export default defineConfig({
  oxc,
  resolve,
  test: {
    include: [
      'test/http/{origin-guard,redaction,retry}.spec.ts',
      'test/token/{rejections,renewal-timing,token-state,transitions}.spec.ts',
    ],
    isolate: false,
  },
});
