import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { CallLog } from '../support/call-log.js';
import { passUntil, useFakeTime } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

describe('tokens of 3 s and a token endpoint that takes 400 ms, for 15 s at 200 calls per second', () => {
  it('fail no call, and let none wait after the first token', async () => {
    useFakeTime();
    const simulator = await simulate({ tokenLifetimeSeconds: 3 });
    simulator.fault({ on: 'POST /oauth/token', delayMs: 400 });
    const starting = startAccount({ ...simulator.options, warmUp: 'required' });
    await passUntil(() => simulator.journal.tokenRequests[0]?.outcome === 'answered');
    const { http } = await starting;
    const log = new CallLog(http, simulator);

    await log.run(15_000, 200);

    expect(log.failures).toEqual([]);
    expect(simulator.journal.apiRequests.filter((request) => request.status !== 200)).toEqual([]);
    const refreshes = simulator.journal.tokenRequests.slice(1, -1);
    expect(refreshes.length).toBeGreaterThanOrEqual(5);
    for (const refresh of refreshes) {
      const { before, during } = log.tokensDuring(refresh);
      expect(during).toEqual(new Set([before]));
      // And the API received calls in that time.
      const { arrived, answered = 0 } = refresh;
      const received = simulator.journal.apiRequests.filter(
        (one) => one.arrived > arrived && one.arrived < answered,
      );
      expect(received.length).toBeGreaterThan(0);
    }
  });
});
