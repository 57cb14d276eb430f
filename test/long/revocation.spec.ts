import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { simulate } from '../support/simulator.js';

describe('every token revoked with 200 calls in flight', () => {
  it('fails none and costs one token request, also for the 401s that come late', async () => {
    const simulator = await simulate();
    const { http, tokens } = await startAccount(simulator.options);
    await tokens.getToken();
    simulator.revokeAllTokens();
    // Half of the 401s come when the new token has long been there.
    simulator.fault({ on: 'GET /customers', times: 100, delayMs: 500 });

    const answers = await Promise.all(
      Array.from({ length: 200 }, () => firstValueFrom(http.get('/customers'))),
    );

    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(simulator.journal.apiRequests.filter((request) => request.status === 401)).toHaveLength(200);
    expect(simulator.journal.tokenRequests).toHaveLength(2);
  });
});
