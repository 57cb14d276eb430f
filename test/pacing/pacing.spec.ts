import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { passUntil, useFakeTime } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

describe('pacing, which is on unless switched off', () => {
  it('lets 20 calls at once through a limit of 5 per second without one 429, the token call first', async () => {
    useFakeTime();
    const simulator = await simulate({ rateLimit: {} });
    const { http } = await startAccount({ ...simulator.options, pacing: undefined, warmUp: false });

    const calls = Promise.all(
      Array.from({ length: 20 }, (_, call) =>
        firstValueFrom(http.get('/customers', { headers: { 'X-Call': call } })),
      ),
    );
    await passUntil(
      () => simulator.journal.apiRequests.filter(({ outcome }) => outcome === 'answered').length === 20,
    );
    const answers = await calls;

    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(simulator.journal.requests.filter((request) => request.status === 429)).toEqual([]);
    expect(simulator.journal.requests[0]?.path).toBe('/oauth/token');
    // First come, first served.
    const order = simulator.journal.apiRequests.map((request) => Number(request.headers['x-call']));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  it('turns away what the queue cannot hold', async () => {
    const simulator = await simulate();
    const pacing = { requests: 1, perMilliseconds: 60_000, queue: 2 };
    const { http, tokens } = await startAccount({ ...simulator.options, pacing });
    await tokens.getToken();

    const abort = new AbortController();
    const waiting = [1, 2].map(() =>
      http.axiosRef.get('/customers', { signal: abort.signal }).catch((reason: unknown) => reason),
    );
    const refused: unknown = await http.axiosRef.get('/customers').catch((reason: unknown) => reason);
    abort.abort();

    expect(refused).toMatchObject({ code: 'RATE_QUEUE_FULL', waiting: 2 });
    expect(await Promise.all(waiting)).toEqual([
      expect.objectContaining({ code: 'ERR_CANCELED' }),
      expect.objectContaining({ code: 'ERR_CANCELED' }),
    ]);
    expect(simulator.journal.apiRequests).toEqual([]);
  });

  it('keeps nobody waiting whom a closing application has to turn away', async () => {
    const simulator = await simulate();
    const { application, http } = await startAccount({
      ...simulator.options,
      pacing: { requests: 1, perMilliseconds: 600_000 },
    });

    const calls = Array.from({ length: 60 }, () =>
      firstValueFrom(http.get('/customers')).catch((reason: unknown) => reason),
    );
    await simulator.journal.waitFor('POST /oauth/token');
    await application.close();

    expect(await Promise.all(calls)).toEqual(
      Array.from({ length: 60 }, () => expect.objectContaining({ code: 'ACCOUNT_CLOSED' })),
    );
  });
});
