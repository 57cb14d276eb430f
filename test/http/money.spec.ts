import { Agent } from 'node:http';
import { isOutcomeUnknown } from 'nestjs-alternative-payments';
import type { Fault } from 'nestjs-alternative-payments/testing';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { AxiosError } from '../support/host-axios.js';
import { startAccount } from '../support/application.js';
import { simulate } from '../support/simulator.js';

describe('an API that takes POST /invoices and then breaks', () => {
  const breakages: Array<[what: string, fault: Omit<Fault, 'on'>]> = [
    ['answers 500', { status: 500 }],
    ['answers 503', { status: 503, headers: { 'retry-after': '0' } }],
    ['answers a page of a proxy', { status: 502, body: '<html>' }],
    ['resets the connection', { reset: true }],
    ['never answers', { hang: true }],
  ];

  it.each(breakages)(
    'has one invoice, and the caller knows that the outcome is unknown: it %s',
    async (_what, fault) => {
      const simulator = await simulate({ seed: true });
      const { http } = await startAccount(simulator.options);
      const customers = await firstValueFrom(http.get<{ data: Array<{ id: string }> }>('/customers'));
      const invoice = {
        customer_id: customers.data.data[0]?.id,
        due_date: '2027-01-31',
        line_items: [{ amount: 49.9 }],
      };
      simulator.fault({ on: 'POST /invoices', afterHandling: true, ...fault });
      // Time enough for any machine to carry it out first.
      const timeout = fault.hang ? 1_500 : 20_000;

      const error: unknown = await firstValueFrom(http.post('/invoices', invoice, { timeout })).catch(
        (reason: unknown) => reason,
      );

      expect(error).toBeInstanceOf(AxiosError);
      expect(error).toMatchObject({
        outcome: 'unknown',
        message: expect.stringContaining('check before you send it again'),
      });
      expect(isOutcomeUnknown(error)).toBe(true);
      simulator.clearFaults();
      const { data } = await firstValueFrom(http.get<{ data: unknown[] }>('/invoices'));
      expect(data.data).toHaveLength(1);
    },
  );

  it('is known not to have acted where it answered so, or was never reached', async () => {
    const simulator = await simulate();
    // No connection is kept of which the client would have to notice that it is gone.
    const httpAgent = new Agent({ keepAlive: false });
    const { http, tokens } = await startAccount({ ...simulator.options, http: { httpAgent } });
    await tokens.getToken();

    const refused: unknown = await firstValueFrom(http.post('/invoices', {})).catch(
      (reason: unknown) => reason,
    );
    await simulator.close();
    const unreached: unknown = await firstValueFrom(http.post('/invoices', {})).catch(
      (reason: unknown) => reason,
    );

    expect(refused).toMatchObject({ response: { status: 400 } });
    expect(unreached).toMatchObject({ code: 'ECONNREFUSED' });
    for (const error of [refused, unreached, undefined, 'text', new Error('another')])
      expect(isOutcomeUnknown(error)).toBe(false);
  });

  it('is known not to have acted where the request never left: no token, no slot, no time, given up too early', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /oauth/token', times: 1, status: 503 });
    const options = { ...simulator.options, warmUp: false as const };
    const { http } = await startAccount({ ...options, calls: { retries: 0 } });
    const withoutToken: unknown = await firstValueFrom(http.post('/invoices', {})).catch(
      (reason: unknown) => reason,
    );

    const { http: paced, tokens } = await startAccount({
      ...options,
      calls: { timeoutMs: 100 },
      pacing: { requests: 1, perMilliseconds: 600_000, queue: 2 },
    });
    await tokens.getToken();
    const abort = new AbortController();
    const waiting = [
      paced.axiosRef.post('/invoices', {}).catch((reason: unknown) => reason),
      paced.axiosRef.post('/invoices', {}, { signal: abort.signal }).catch((reason: unknown) => reason),
    ];
    const withoutPlace: unknown = await firstValueFrom(paced.post('/invoices', {})).catch(
      (reason: unknown) => reason,
    );
    abort.abort();
    const [withoutTime, givenUp] = await Promise.all(waiting);

    expect(
      [withoutToken, withoutPlace, withoutTime, givenUp].map((error) => (error as { code: string }).code),
    ).toEqual(['TOKEN_ENDPOINT_UNAVAILABLE', 'RATE_QUEUE_FULL', 'CALL_TIMED_OUT', 'ERR_CANCELED']);
    for (const error of [withoutToken, withoutPlace, withoutTime, givenUp])
      expect(isOutcomeUnknown(error)).toBe(false);
    expect(simulator.journal.apiRequests).toEqual([]);
  });

  it('leaves the outcome unknown where the caller gives up a POST under way', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /invoices', hang: true });
    const { http } = await startAccount(simulator.options);
    const abort = new AbortController();

    const outcome = http.axiosRef
      .post('/invoices', {}, { signal: abort.signal })
      .catch((reason: unknown) => reason);
    await simulator.journal.waitFor('POST /invoices');
    abort.abort();

    expect(await outcome).toMatchObject({ code: 'ERR_CANCELED', outcome: 'unknown' });
  });
});
