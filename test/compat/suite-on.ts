import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { mergeConfig, type ViteUserConfig } from 'vitest/config';
import base from '../../vitest.config.js';

/** What the package takes from its host, and so what stands under test beside the package itself. */
const PEERS = /^(@nestjs\/[^/]+|axios|reflect-metadata|rxjs)$/;

/** The suite once more, on the peers that are installed in `test/compat/<folder>`. */
export function suiteOn(folder: string): ViteUserConfig {
  const host = fileURLToPath(new URL(`${folder}/package.json`, import.meta.url));
  return mergeConfig(base, {
    plugins: [resolvePeersFrom(host)],
    test: {
      env: { PEERS_OF: host },
      maxWorkers: 2,
      exclude: [
        'test/process/**', // starts plain Node processes, which would take their peers from the root
        'test/packaging/**', // says nothing about peers
        'test/simulator/**', // has no peers
        'test/redis/**', // has no peers either
        // These take their time, and once is enough.
        'test/simulation/**',
        'test/soak/**',
        'test/fleet/**',
        'test/token/under-load.spec.ts',
        'test/resilience/outage.spec.ts',
      ],
    },
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
