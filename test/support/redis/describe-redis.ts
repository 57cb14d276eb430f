import { describe, expect, inject, it } from 'vitest';

/**
 * Tests that need Redis, or with `own` a server that they may kill. Without one they are skipped, and their name says
 * why. On a build server nobody reads that, so there it is a failure; but if REDIS_URL is all that there is, those with
 * `own` are skipped even there, because those who set it have decided what they get. Redis has no release for Windows, so
 * that nothing fails there.
 */
export function describeRedis(name: string, tests: () => void, { own = false } = {}): void {
  const { command, missing } = inject('redis');
  const lack = missing ?? (own && !command ? 'the server of REDIS_URL is not ours to stop' : undefined);
  const mustFail = missing !== undefined && isBuildServer() && process.platform !== 'win32';
  const suite = lack && !mustFail ? describe.skip : describe;
  suite(lack ? `${name} [${lack}]` : name, mustFail ? failFor(missing) : tests);
}

function isBuildServer(): boolean {
  return !['', '0', 'false', undefined].includes(process.env['CI']);
}

function failFor(reason: string): () => void {
  return () => {
    it('finds a Redis server', () => {
      expect.fail(reason);
    });
  };
}
