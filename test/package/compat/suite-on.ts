import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { mergeConfig, type ViteUserConfig } from 'vitest/config';
import { ALONE, suite } from '../../../vitest.config.js';

/**
 * What the package takes from its host, and so what stands under test beside the package itself. The SDK of
 * OpenTelemetry comes from there too, because its API refuses what another version of itself registers.
 */
const PEERS = /^(@nestjs\/[^/]+|@opentelemetry\/[^/]+|axios|reflect-metadata|rxjs)$/;

/**
 * Tests that take their time or say nothing about what the suite runs on: once is enough. Time and network of scenarios and
 * properties are simulated, and neither Node nor a peer takes part in what they decide. `nest add` works on texts.
 */
const ONCE = [
  'test/package/*.spec.ts',
  'test/package/!(compat)/**',
  'test/long/**',
  'test/properties/**',
  'test/scenarios/**',
  'test/schematics/**',
];

/** Tests of what has no peers. */
const WITHOUT_PEERS = [
  'test/command/{command,simulator-command}.spec.ts',
  'test/testing/**',
  'test/redis/**',
];

/** What developers use and no application runs: the simulator and the command. */
const TOOLS = ['test/command/**', 'test/testing/**'];

/** What stands on the package as an application does, and asks of Node nothing that the package does not. */
const APPLICATIONS = ['test/examples/**', 'test/sample-app/**'];

/**
 * The tests of the rooms, for every change. Those that need a process of their own are left out, because starting it takes
 * longer than they do.
 *
 * @param mode `nodes` for a repetition on another version of Node, which runs these, too
 */
export function fastSuite(mode: string): ViteUserConfig {
  const exclude = [...ONCE, ...APPLICATIONS];
  if (mode === 'nodes') return mergeConfig(suite(mode), { test: { exclude } });
  // A third worker would import everything once more, which takes a second and a half of computing.
  const others = [...ALONE, ...TOOLS];
  return mergeConfig(suite(mode), { test: { exclude: [...exclude, ...others], maxWorkers: 2 } });
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
