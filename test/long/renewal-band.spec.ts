import { AxiosHeaders, type AxiosAdapter } from 'axios';
import {
  AlternativePaymentsModule,
  getTokenServiceToken,
  type TokenService,
} from 'nestjs-alternative-payments';
import { describe, expect, it } from 'vitest';
import { startApplication } from '../support/application.js';

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

describe('200 accounts', () => {
  it('spread their renewals over the whole band, with a draw for every token', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `account-${index}`);
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
      // No tenth of the band is empty: a chance of less than 1 in 10^7.
      const tenths = new Set(
        shares.map((share) => Math.max(0, Math.min(9, Math.floor((share - 0.7) / 0.005)))),
      );
      expect(tenths.size).toBe(10);
    }
    // Dates are whole milliseconds, so that two draws of 180 000 may coincide; not many do.
    const redrawn = first.filter((share, index) => share !== second[index]);
    expect(redrawn.length).toBeGreaterThan(190);
  });
});
