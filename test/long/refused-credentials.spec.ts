import { CredentialsRejectedError } from 'nestjs-alternative-payments';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { pass, useFakeTime } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

describe('credentials that are refused for ever', () => {
  it('cost at most 3 token requests for 500 calls in 5 s, and every call is told what to mend', async () => {
    useFakeTime();
    const simulator = await simulate();
    const { http, tokens } = await startAccount({ ...simulator.options, clientSecret: 'wrong-secret' });
    const failures: unknown[] = [];

    for (let call = 0; call < 500; call += 1) {
      await firstValueFrom(http.get('/customers')).catch((reason: unknown) => failures.push(reason));
      await pass(10);
    }

    expect(failures).toHaveLength(500);
    for (const failure of failures) expect(failure).toBeInstanceOf(CredentialsRejectedError);
    const { message, nextAttemptAt, status } = failures.at(-1) as CredentialsRejectedError;
    expect(message).toMatch(
      /client id "simulated-client-id"\) were refused: it answered 403\. Check that id and secret/,
    );
    expect(nextAttemptAt).toBeInstanceOf(Date);
    expect(status).toBe(403);
    expect(simulator.journal.tokenRequests.length).toBeLessThanOrEqual(3);
    expect(simulator.journal.apiRequests).toEqual([]);
    expect(tokens.snapshot().state).toBe('rejected');
  });
});
