import { AxiosHeaders, type AxiosAdapter } from 'axios';
import {
  AlternativePaymentsModule,
  getTokenServiceToken,
  type TokenService,
} from 'nestjs-alternative-payments';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startAccount, startApplication } from '../support/application.js';
import { until } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

const HOUR = 3_600_000;

/** An endpoint that gives a token of an hour, without a socket. */
const giveToken: AxiosAdapter = (config) =>
  Promise.resolve({
    data: '{"access_token":"token","token_type":"bearer","expires_in":3600}',
    status: 200,
    statusText: '',
    headers: new AxiosHeaders(),
    config,
  });

describe('500 accounts', () => {
  it('spread their renewals over the whole band, with a draw for every token', async () => {
    const names = Array.from({ length: 500 }, (_, index) => `account-${index}`);
    const application = await startApplication(
      ...names.map((name) =>
        AlternativePaymentsModule.forRoot({
          name,
          baseURL: 'https://api.example',
          clientId: 'id',
          clientSecret: 'secret',
          warmUp: false,
          http: { adapter: giveToken },
        }),
      ),
    );
    const all = names.map((name) =>
      application.get<TokenService>(getTokenServiceToken(name), { strict: false }),
    );
    const draw = async (): Promise<number[]> => {
      await Promise.all(all.map((tokens) => tokens.refresh()));
      return all.map((tokens) => {
        const { obtainedAt, refreshAt } = tokens.snapshot();
        return (Number(refreshAt) - Number(obtainedAt)) / HOUR;
      });
    };

    const first = await draw();
    const second = await draw();

    for (const shares of [first, second]) {
      // Two clocks are read one after the other, between which a busy machine may do something else.
      expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.7 - 1_000 / HOUR);
      // Far from the last 2 s, in which callers wait.
      expect(Math.max(...shares)).toBeLessThanOrEqual(0.75 + 1_000 / HOUR);
      // No tenth of the band is empty: a chance of less than 1 in 10^20.
      const tenths = new Set(
        shares.map((share) => Math.max(0, Math.min(9, Math.floor((share - 0.7) / 0.005)))),
      );
      expect(tenths.size).toBe(10);
    }
    // Dates are whole milliseconds, so that two draws of 180 000 may coincide; not many do.
    const redrawn = first.filter((share, index) => share !== second[index]);
    expect(redrawn.length).toBeGreaterThan(480);
  });
});

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
