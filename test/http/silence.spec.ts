import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { pass, until, useFakeTime } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

describe('where nobody answers, the error says what did not', () => {
  it('the token endpoint, within 10 s', async () => {
    useFakeTime();
    const simulator = await simulate();
    simulator.fault({ on: 'POST /oauth/token', hang: true });
    const { http } = await startAccount({ ...simulator.options, warmUp: false });

    const outcome = firstValueFrom(http.get('/customers')).catch((reason: unknown) => reason);
    await until(() => simulator.journal.tokenRequests.length === 1);
    await pass(9_999);
    expect(simulator.connections).toBe(1);
    await pass(1);

    expect(await outcome).toMatchObject({
      code: 'TOKEN_ENDPOINT_UNAVAILABLE',
      message: expect.stringContaining('it did not answer within 10000 ms'),
    });
    await until(() => simulator.connections === 0);
  });

  it('the API, within the time-out of an attempt, 20 s unless set otherwise; and the attempt is not repeated', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'api', hang: true });
    const { http } = await startAccount(simulator.options);
    expect(http.axiosRef.defaults.timeout).toBe(20_000);

    await expect(firstValueFrom(http.get('/customers', { timeout: 100 }))).rejects.toMatchObject({
      code: 'ECONNABORTED',
      message: expect.stringContaining('timeout of 100ms exceeded'),
    });

    expect(simulator.journal.apiRequests).toHaveLength(1);
  });

  const phases: Array<[what: string, more: object, text: string]> = [
    ['waiting for the answer', {}, 'waiting for the answer of the API'],
    [
      'waiting for its turn',
      { pacing: { requests: 1, perMilliseconds: 600_000 } },
      'waiting for its turn within the rate budget',
    ],
    ['waiting for a token', { tokenRequest: { timeoutMs: 60_000 } }, 'waiting for an access token'],
  ];
  it.each(phases)('a call, within 30 s: %s', async (what, more, text) => {
    useFakeTime();
    const simulator = await simulate();
    const { http, tokens } = await startAccount({ ...simulator.options, ...more, warmUp: false });
    if (what.endsWith('token')) simulator.fault({ on: 'POST /oauth/token', hang: true });
    else await tokens.getToken();
    simulator.fault({ on: 'api', hang: true });

    const outcome = firstValueFrom(http.post('/invoices', {}, { timeout: 0 })).catch(
      (reason: unknown) => reason,
    );
    if (!what.endsWith('turn'))
      await until(() => simulator.journal.requests.some((request) => request.outcome === 'hanging'));
    await pass(30_000);

    expect(await outcome).toMatchObject({
      code: 'CALL_TIMED_OUT',
      message: expect.stringMatching(
        new RegExp(`^POST /invoices did not complete within 30000 ms; it was ${text}`),
      ),
    });
  });
});
