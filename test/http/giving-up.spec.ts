import type { AxiosRequestConfig } from 'axios';
import { firstValueFrom, type Subscription } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { until } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

const LONG_PAUSES = { callBackoff: { baseMs: 60_000, maxMs: 60_000 } };

describe('a caller who gives up', () => {
  /** Where a call can be waiting: how to bring it there, and how to see that it is. */
  const places = {
    'in the queue': { pacing: { requests: 1, perMilliseconds: 600_000 } },
    'for a token': {},
    'for the answer': {},
    'during a pause': { calls: { timeoutMs: 600_000 } },
  };

  it.each(Object.keys(places) as Array<keyof typeof places>)(
    'is told at once while waiting %s, by signal and by unsubscribing',
    async (place) => {
      for (const way of ['signal', 'unsubscribe'] as const) {
        const simulator = await simulate();
        if (place === 'for a token') simulator.fault({ on: 'POST /oauth/token', hang: true });
        if (place === 'for the answer') simulator.fault({ on: 'api', hang: true });
        if (place === 'during a pause') simulator.fault({ on: 'api', status: 503 });
        const { http, tokens } = await startAccount(
          { ...simulator.options, ...places[place], warmUp: false },
          LONG_PAUSES,
        );
        if (place === 'in the queue') await tokens.getToken();

        const abort = new AbortController();
        const config: AxiosRequestConfig = way === 'signal' ? { signal: abort.signal } : {};
        let outcome: unknown = 'none';
        let subscription: Subscription | undefined;
        const ended = new Promise((resolve) => {
          subscription = http.get('/customers', config).subscribe({
            next: resolve,
            error: (reason: unknown) => {
              outcome = reason;
              resolve(reason);
            },
          });
        });
        if (place === 'for a token') await simulator.journal.waitFor('POST /oauth/token');
        if (place === 'for the answer') await simulator.journal.waitFor('GET /customers');
        if (place === 'during a pause') await simulator.journal.waitFor((entry) => entry.status === 503);
        await new Promise((resolve) => setTimeout(resolve, 20));

        if (way === 'signal') abort.abort();
        else subscription?.unsubscribe();
        if (way === 'signal') await ended;
        expect((outcome as { code?: string }).code).toBe(way === 'signal' ? 'ERR_CANCELED' : undefined);
        // Nothing of the call is left: its connection is closed, and nobody sends it later.
        if (place.startsWith('for')) await until(() => simulator.connections === 0);
        simulator.clearFaults();
        expect(simulator.journal.apiRequests.length).toBeLessThanOrEqual(1);
      }
    },
  );

  it('gives its place in the queue to the next', async () => {
    const simulator = await simulate();
    const { http, tokens } = await startAccount({
      ...simulator.options,
      pacing: { requests: 2, perMilliseconds: 500 },
    });
    await tokens.getToken();
    await firstValueFrom(http.get('/customers'));
    const abort = new AbortController();

    const leaving = http.axiosRef
      .get('/customers?left', { signal: abort.signal })
      .catch((reason: unknown) => reason);
    const staying = http.axiosRef.get('/customers?stayed');
    abort.abort();

    expect(await leaving).toMatchObject({ code: 'ERR_CANCELED' });
    expect((await staying).status).toBe(200);
    expect(simulator.journal.apiRequests.map((request) => request.url)).toEqual([
      '/customers',
      '/customers?stayed',
    ]);
  });
});

describe('a closing application', () => {
  it('ends API calls under way, and leaves those that change something their own time', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /invoices', hang: true });
    simulator.fault({ on: 'GET /customers', status: 503 });
    const { application, http, tokens } = await startAccount(
      { ...simulator.options, calls: { timeoutMs: 600_000 }, http: { timeout: 2_000 } },
      LONG_PAUSES,
    );
    await tokens.getToken();

    let isJudged = false;
    const validateStatus = (): boolean => !(isJudged = true);
    const calls = [
      firstValueFrom(http.post('/invoices', {})),
      firstValueFrom(http.get('/customers', { validateStatus })),
    ].map((call) => call.catch((reason: unknown) => reason));
    await simulator.journal.waitFor('POST /invoices');
    // The answer has left the server; it has to arrive as well.
    await until(() => isJudged);
    await application.close();

    const [posted, gotten] = await Promise.all(calls);
    // The POST was sent: the caller has to know that it may have taken effect.
    expect(posted).toMatchObject({ code: 'ECONNABORTED', outcome: 'unknown' });
    expect(gotten).toMatchObject({ response: { status: 503 }, cause: { code: 'ACCOUNT_CLOSED' } });
    await until(() => simulator.connections === 0);
  });
});
