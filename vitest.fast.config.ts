import { defineConfig } from 'vitest/config';
import { fastSuite } from './test/package/compat/suite-on.js';

export default defineConfig(({ mode }) => fastSuite(mode));
