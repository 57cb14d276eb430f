import { describe, expect, it, onTestFinished } from 'vitest';
import { startAccount } from '../support/application.js';
import { until } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

describe('a lifetime beyond what a timer can be set for', () => {
  it('makes no loop and no warning, even where such lifetimes are believed', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): number => warnings.push(warning);
    process.on('warning', note);
    onTestFinished(() => {
      process.off('warning', note);
    });
    const simulator = await simulate({ tokenLifetimeSeconds: 10 * 365 * 24 * 3_600 });
    const { tokens } = await startAccount(simulator.options, { longestLifetimeSeconds: 365 * 24 * 3_600 });

    await tokens.getToken();
    // Node warns at once, and a timer that overflows fires after a millisecond.
    await new Promise((resolve) => setTimeout(resolve, 100));

    expect(tokens.snapshot()).toMatchObject({ state: 'valid', lifetime: { source: 'capped' } });
    expect(tokens.snapshot().secondsToExpiry).toBeGreaterThan(2 ** 31 / 1_000);
    expect(simulator.journal.tokenRequests).toHaveLength(1);
    expect(warnings).toEqual([]);
  });
});

describe('an event loop that was blocked until after the renewal was due', () => {
  it('makes one renewal, whether the timer or a call comes first', async () => {
    const simulator = await simulate({ tokenLifetimeSeconds: 20 });
    // Due after a second, and with time enough for the renewal on a machine that is busy with other tests.
    const policy = { refreshFrom: 0.05, refreshTo: 0.05 };
    const { http, tokens } = await startAccount(simulator.options, policy);
    await tokens.getToken();
    simulator.tokenLifetimeSeconds = 3_600;

    const { refreshAt } = tokens.snapshot();
    while (Date.now() <= Number(refreshAt) + 50);
    const calls = Array.from({ length: 10 }, () => http.axiosRef.get('/customers'));
    const answers = await Promise.all(calls);
    await until(() => tokens.snapshot().generation === 2);

    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(simulator.journal.tokenRequests).toHaveLength(2);
  });
});
