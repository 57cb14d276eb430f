import type { Fault } from 'nestjs-alternative-payments/testing';
import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { CallLog } from '../support/call-log.js';
import { simulate } from '../support/simulator.js';

describe('a token endpoint that is down for 2.5 s around the refresh of a 12 s token, at 50 calls per second', () => {
  const outages: Array<[what: string, fault: Omit<Fault, 'on'>]> = [
    ['503', { status: 503 }],
    ['resets', { reset: true }],
    ['silence', { hang: true }],
  ];

  it.concurrent.each(outages)(
    'fails no call and lets none wait: %s',
    { timeout: 60_000 },
    async (_what, fault) => {
      const simulator = await simulate({ tokenLifetimeSeconds: 12 });
      const { http, tokens } = await startAccount({ ...simulator.options, warmUp: 'required' });
      const log = new CallLog(http, simulator);

      const down = setTimeout(() => simulator.fault({ on: 'POST /oauth/token', ...fault }), 8_300);
      const up = setTimeout(() => simulator.clearFaults(), 10_800);
      await log.run(15_000, 50);
      clearTimeout(down);
      clearTimeout(up);

      expect(log.failures).toEqual([]);
      expect(log.count).toBeGreaterThan(100);
      expect(simulator.journal.apiRequests.every((request) => request.status === 200)).toBe(true);
      expect(tokens.snapshot()).toMatchObject({ state: 'valid', generation: 2 });

      const [, ...attempts] = simulator.journal.tokenRequests;
      expect(attempts.length).toBeGreaterThan(1);
      expect(attempts.length).toBeLessThanOrEqual(8);
      for (const attempt of attempts) {
        const { before, during } = log.tokensDuring(attempt);
        expect([...during].filter((token) => token !== before)).toEqual([]);
      }
    },
  );
});
