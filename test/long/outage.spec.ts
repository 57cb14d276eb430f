import type { Fault } from 'nestjs-alternative-payments/testing';
import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { CallLog } from '../support/call-log.js';
import { useFakeTime } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

/** What became of the calls in one outage. */
interface Report {
  readonly what: string;
  readonly failures: unknown[];
  /** Tokens of calls that waited for them. */
  readonly waited: unknown[];
  readonly refused: unknown[];
  readonly calls: number;
  /** Token requests since the first one. */
  readonly attempts: number;
  readonly state: string;
  readonly generation: number;
}

describe('a token endpoint that is down for 2.5 s around the refresh of a 12 s token, at 50 calls per second', () => {
  const outages: Array<[what: string, fault: Omit<Fault, 'on'>]> = [
    ['503', { status: 503 }],
    ['resets', { reset: true }],
    ['silence', { hang: true }],
  ];

  it('fails no call and lets none wait, be it 503s, resets or silence', async () => {
    useFakeTime();
    for (const [what, fault] of outages) {
      // A failure names the outage.
      const report = await survive(what, fault);
      expect(report).toMatchObject({ failures: [], waited: [], refused: [], state: 'valid', generation: 2 });
      expect(report).toSatisfy(({ calls }: Report) => calls > 100);
      expect(report).toSatisfy(({ attempts }: Report) => attempts > 1 && attempts <= 8);
    }
  });

  async function survive(what: string, fault: Omit<Fault, 'on'>): Promise<Report> {
    const simulator = await simulate({ tokenLifetimeSeconds: 12 });
    const { http, tokens } = await startAccount({ ...simulator.options, warmUp: 'required' });
    const log = new CallLog(http, simulator);

    const down = setTimeout(() => simulator.fault({ on: 'POST /oauth/token', ...fault }), 8_300);
    const up = setTimeout(() => simulator.clearFaults(), 10_800);
    await log.run(15_000, 50);
    clearTimeout(down);
    clearTimeout(up);

    const [, ...attempts] = simulator.journal.tokenRequests;
    const waited = attempts.flatMap((attempt) => {
      const { before, during } = log.tokensDuring(attempt);
      return [...during].filter((token) => token !== before);
    });
    const refused = simulator.journal.apiRequests.filter((request) => request.status !== 200);
    const { state, generation } = tokens.snapshot();
    const { failures, count: calls } = log;
    return { what, failures, waited, refused, calls, attempts: attempts.length, state, generation };
  }
});
