import { HttpService } from '@nestjs/axios';
import {
  AlternativePaymentsModule,
  alternativePaymentsConfig,
  alternativePaymentsConfigFor,
  getHttpServiceToken,
} from 'nestjs-alternative-payments';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startApplication } from '../support/application.js';
import { simulate } from '../support/simulator.js';
import { start } from './harness.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

const given = (variables: Record<string, string>): void => {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
};

describe('The variables of a simulator', () => {
  it('lead an application there that reads its configuration, whatever else is set', async () => {
    const [simulator, other] = [await simulate({ seed: true }), await simulate({ clientSecret: "it's" })];
    given({ ALTERNATIVE_PAYMENTS_ENVIRONMENT: 'production', ALTERNATIVE_PAYMENTS_EU_1_PACING: 'true' });
    given({ ...simulator.env, ...other.envFor('eu-1') });

    const application = await startApplication(
      AlternativePaymentsModule.forRootAsync(alternativePaymentsConfig.asProvider()),
      AlternativePaymentsModule.forRootAsync({
        name: 'eu-1',
        ...alternativePaymentsConfigFor('eu-1').asProvider(),
      }),
    );

    for (const token of [HttpService, getHttpServiceToken('eu-1')])
      expect((await application.get(token, { strict: false }).axiosRef.get('/customers')).status).toBe(200);

    expect(simulator.journal.apiRequests).toHaveLength(1);
    expect(other.journal.apiRequests).toHaveLength(1);
  });

  it('are those of its options', async () => {
    const { simulator } = await start({ clientId: 'me', clientSecret: 'mine' });

    expect(simulator.env).toEqual({
      ALTERNATIVE_PAYMENTS_ENVIRONMENT: '',
      ALTERNATIVE_PAYMENTS_BASE_URL: simulator.baseURL,
      ALTERNATIVE_PAYMENTS_CLIENT_ID: 'me',
      ALTERNATIVE_PAYMENTS_CLIENT_SECRET: 'mine',
      ALTERNATIVE_PAYMENTS_PACING: 'false',
    });
  });
});

describe('The rate limit', () => {
  it('can be set while the simulator runs', async () => {
    const { client, simulator } = await start();
    const token = simulator.issueToken();
    const statuses = async (): Promise<number[]> => {
      const answers = [1, 2].map(() => client.call('GET', '/customers', { token }));
      return (await Promise.all(answers)).map(({ status }) => status);
    };
    expect(simulator.rateLimit).toBe(false);
    expect(await statuses()).toEqual([200, 200]);

    simulator.rateLimit = { requests: 1, perMilliseconds: 60_000 };
    expect((await statuses()).toSorted((a, b) => a - b)).toEqual([200, 429]);

    simulator.rateLimit = { requests: 3, perMilliseconds: 60_000 };
    expect(await statuses()).toEqual([200, 200]);
    expect(await statuses()).toEqual([429, 429]);

    simulator.rateLimit = false;
    expect(await statuses()).toEqual([200, 200]);
    expect(() => (simulator.rateLimit = { requests: 0 })).toThrow(/rateLimit\.requests/);
  });
});
