import { describe, expect, it } from 'vitest';
import { findChromium } from '../../../scripts/chromium.mjs';

/**
 * Tests that need a Chromium. Without one they are skipped, and their name says why. In continuous integration
 * nobody reads that, so there it is a failure.
 */
export function describeBrowser(name: string, tests: () => void): void {
  const { missing } = findChromium();
  const mustFail = missing !== undefined && isBuildServer();
  const suite = missing && !mustFail ? describe.skip : describe;
  suite(missing ? `${name} [${missing}]` : name, mustFail ? failFor(missing) : tests);
}

function isBuildServer(): boolean {
  return !['', '0', 'false', undefined].includes(process.env['CI']);
}

function failFor(reason: string): () => void {
  return () => {
    it('finds a Chromium', () => {
      expect.fail(reason);
    });
  };
}
