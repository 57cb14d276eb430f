import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { simulate } from '../support/simulator.js';

/** A call as its sender knew it. */
interface Call {
  readonly name: string;
  /** The token request that was open when the call was made. */
  readonly duringRefresh?: number;
}

describe('tokens of 3 s and a token endpoint that takes 400 ms, for 30 s at 200 calls per second', () => {
  it('fail no call, and let none wait after the first token', { timeout: 60_000 }, async () => {
    const simulator = await simulate({ tokenLifetimeSeconds: 3 });
    simulator.fault({ on: 'POST /oauth/token', delayMs: 400 });
    const { http } = await startAccount({ ...simulator.options, warmUp: 'required' });
    const calls: Call[] = [];
    const failures: unknown[] = [];
    const answers: Array<Promise<unknown>> = [];

    const call = (): void => {
      const open = simulator.journal.tokenRequests.findLast((request) => request.outcome === 'open');
      const name = `call-${calls.length}`;
      calls.push({ name, duringRefresh: open?.id });
      const answer = firstValueFrom(http.get('/customers', { headers: { 'X-Call': name } }));
      answers.push(answer.catch((reason: unknown) => failures.push(reason)));
    };
    const end = performance.now() + 30_000;
    while (performance.now() < end) {
      call();
      call();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }

    await Promise.all(answers);
    expect(failures).toEqual([]);
    expect(simulator.journal.apiRequests.filter((request) => request.status !== 200)).toEqual([]);

    const tokenOf = new Map(
      simulator.journal.apiRequests.map((request) => [request.headers['x-call'], request.token]),
    );
    const refreshes = simulator.journal.tokenRequests.slice(1, -1);
    expect(refreshes.length).toBeGreaterThanOrEqual(5);
    for (const { id, arrived, answered = 0 } of refreshes) {
      // Calls made while the refresh was open used the token from before it: they did not wait for the new one.
      const first = calls.findIndex((one) => one.duringRefresh === id);
      const during = calls.filter((one) => one.duringRefresh === id).map((one) => tokenOf.get(one.name));
      expect(new Set(during)).toEqual(new Set([tokenOf.get(calls[first - 1]?.name)]));
      // And the API received calls in that time.
      const received = simulator.journal.apiRequests.filter(
        (one) => one.arrived > arrived && one.arrived < answered,
      );
      expect(received.length).toBeGreaterThan(0);
    }
  });
});
