import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { simulate } from '../support/simulator.js';

describe('the first token', () => {
  it('is one, however many calls ask for it at once', async () => {
    const simulator = await simulate();
    const { http, tokens } = await startAccount({ ...simulator.options, warmUp: false });

    const calls = Array.from({ length: 1_000 }, () => firstValueFrom(http.get('/customers')));
    const given = await Promise.all(Array.from({ length: 1_000 }, () => tokens.getToken()));
    const answers = await Promise.all(calls);

    expect(answers.every((answer) => answer.status === 200)).toBe(true);
    expect(new Set(given).size).toBe(1);
    expect(simulator.journal.tokenRequests).toHaveLength(1);
    expect(simulator.journal.apiRequests).toHaveLength(1_000);
  });
});
