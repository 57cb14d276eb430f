import { Logger } from '@nestjs/common';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startAccount } from '../../support/application.js';
import { until } from '../../support/fake-time.js';
import { simulate } from '../../support/simulator.js';
import { Audit } from './audit.js';
import { Callers } from './callers.js';
import { Random } from './random.js';
import { Resources } from './resources.js';
import { Weather } from './weather.js';

/** `npm run test:soak` takes ten minutes; among the other tests it is a short one. */
const SECONDS = Number(process.env.SOAK_SECONDS ?? (process.env.MODE === 'soak' ? 600 : 15));
const SEED = Number(process.env.SOAK_SEED ?? Math.floor(Math.random() * 2 ** 31));
const CALLERS = 50;
const WARM_UP_MS = 2_000;

/** Everything is faster than by default, so that much happens in little time. */
const HASTE = {
  transientBackoff: { baseMs: 100, maxMs: 1_000 },
  rejectedBackoff: { baseMs: 200, maxMs: 1_000 },
  longestRetryAfterMs: 1_000,
  callBackoff: { baseMs: 50, maxMs: 200 },
};

describe('fifty callers in bad weather', () => {
  it(
    `break no promise and leave nothing behind: ${SECONDS} s, seed ${SEED}`,
    { timeout: (SECONDS + 60) * 1_000 },
    async () => {
      const unhandled: unknown[] = [];
      const note = (reason: unknown): number => unhandled.push(reason);
      process.on('unhandledRejection', note);
      onTestFinished(() => {
        process.off('unhandledRejection', note);
      });
      for (const level of ['log', 'warn', 'error', 'debug'] as const)
        vi.spyOn(Logger.prototype, level).mockReturnValue(undefined);

      const random = new Random(SEED);
      const resources = new Resources();
      const before = resources.held;
      const simulator = await simulate({ tokenLifetimeSeconds: 4 });
      const audit = new Audit(simulator);
      const { application, http, tokens } = await startAccount(
        {
          ...simulator.options,
          calls: { timeoutMs: 3_000 },
          tokenRequest: { timeoutMs: 1_000 },
          http: { timeout: 1_000, adapter: audit.adapter },
        },
        HASTE,
      );
      const callers = new Callers(http, random);
      const end = AbortSignal.timeout(SECONDS * 1_000);

      const everybody = Promise.all([
        callers.call(CALLERS, end),
        new Weather(simulator, tokens, random).change(end),
      ]);
      await new Promise((resolve) => setTimeout(resolve, WARM_UP_MS));
      while (!end.aborted) {
        audit.look();
        resources.sample();
        await new Promise((resolve) => setTimeout(resolve, Math.min(5_000, (SECONDS * 1_000) / 30)));
      }
      await everybody;
      const { state } = tokens.snapshot();
      await application.close();
      audit.look();
      await simulator.close();
      // The runner of the tests has a few of its own, now more of them, now fewer.
      await until(() => {
        const { timers, handles } = resources.held;
        return timers <= before.timers + 5 && handles <= before.handles + 5;
      }, 'no timer and no handle is left behind');
      resources.stop();

      const { first, last } = resources.quarters();
      process.stdout.write(
        `soak: ${SECONDS} s, seed ${SEED}, ${callers.total} calls, ${audit.tokenRequests} token requests, state at the end ${state}\n` +
          `  ${[...callers.endings]
            .toSorted((a, b) => b[1] - a[1])
            .map(([ending, count]) => `${ending}: ${count}`)
            .join(', ')}\n` +
          `  first quarter ${JSON.stringify(first)}\n  last quarter  ${JSON.stringify(last)}\n`,
      );
      expect(audit.violations).toEqual([]);
      expect(unhandled).toEqual([]);
      expect(callers.odd).toEqual([]);
      // The weather was not so bad that nothing was tried.
      expect(callers.endings.get('GET 200')).toBeGreaterThan(CALLERS);
      // A leak of a hundred bytes a call would be more than that in ten minutes. Half a minute shows only large ones.
      expect(last.heapMB - first.heapMB).toBeLessThan(8);
      // Callers hold a few timers and sockets each (pause, call, attempt, delayed answer), more of them on a busy machine.
      expect(last.timers).toBeLessThan(10 * CALLERS);
      expect(last.handles).toBeLessThan(10 * CALLERS);
    },
  );
});
