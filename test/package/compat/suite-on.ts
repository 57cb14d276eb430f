import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { mergeConfig, type ViteUserConfig } from 'vitest/config';
import { suite } from '../../../vitest.config.js';

/**
 * What the package takes from its host, and so what stands under test beside the package itself. The SDK of
 * OpenTelemetry comes from there too, because its API refuses what another version of itself registers.
 */
const PEERS = /^(@nestjs\/[^/]+|@opentelemetry\/[^/]+|axios|reflect-metadata|rxjs)$/;

/** Tests that take their time or say nothing about what the suite runs on: once is enough. */
const ONCE = ['test/package/*.spec.ts', 'test/package/!(compat)/**', 'test/long/**', 'test/properties/**'];

/** Tests of what has no peers. */
const WITHOUT_PEERS = [
  'test/command/{command,simulator-command}.spec.ts',
  'test/testing/**',
  'test/redis/**',
];

/** What runs in fake time, and what stands on the package as an application does, depends on no version of Node. */
const ON_ANY_NODE = ['test/scenarios/**', 'test/examples/**', 'test/sample-app/**'];

/**
 * The suite without what takes its time, for every change.
 *
 * @param mode `nodes` for a repetition on another version of Node
 */
export function fastSuite(mode: string): ViteUserConfig {
  return mergeConfig(suite(mode), {
    test: { exclude: mode === 'nodes' ? [...ONCE, ...ON_ANY_NODE] : ONCE },
  });
}

/** The suite once more, on the peers that are installed in `test/package/compat/<folder>`. The sample application is one of Nest 12. */
export function suiteOn(folder: string): ViteUserConfig {
  const host = fileURLToPath(new URL(`${folder}/package.json`, import.meta.url));
  return mergeConfig(suite('test'), {
    plugins: [resolvePeersFrom(host)],
    test: { env: { PEERS_OF: host }, exclude: [...ONCE, ...WITHOUT_PEERS, 'test/sample-app/**'] },
  });
}

function resolvePeersFrom(host: string): Plugin {
  return {
    name: 'resolve-peers',
    enforce: 'pre',
    resolveId(source) {
      return PEERS.test(source) ? this.resolve(source, host, { skipSelf: true }) : null;
    },
  };
}
