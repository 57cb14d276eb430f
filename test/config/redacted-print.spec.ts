import { inspect } from 'node:util';
import { HttpService } from '@nestjs/axios';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { ModulesContainer } from '@nestjs/core';
import {
  AlternativePaymentsAccounts,
  AlternativePaymentsModule,
  alternativePaymentsConfig,
  TokenService,
} from 'nestjs-alternative-payments';
import { RedisRateBudget, RedisTokenStore } from 'nestjs-alternative-payments/redis';
import { firstValueFrom } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startAccount, startApplication } from '../support/application.js';
import { simulate } from '../support/simulator.js';

const SECRET = 's3cr3t-value-that-must-not-show';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Everything that the ordinary ways of printing show of a value. */
function prints(value: unknown): string {
  return [inspect(value, { depth: 20, showHidden: true }), JSON.stringify(value), String(value)].join('\n');
}

describe('no print shows the secret or the token', () => {
  it('of the options that come from the environment', async () => {
    vi.stubEnv('ALTERNATIVE_PAYMENTS_ENVIRONMENT', 'demo');
    vi.stubEnv('ALTERNATIVE_PAYMENTS_CLIENT_ID', 'id-1');
    vi.stubEnv('ALTERNATIVE_PAYMENTS_CLIENT_SECRET', SECRET);
    vi.stubEnv('ALTERNATIVE_PAYMENTS_WARM_UP', 'false');
    const application = await startApplication(
      ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true }),
      AlternativePaymentsModule.forRootAsync(alternativePaymentsConfig.asProvider()),
    );

    const options = application
      .get(ConfigService, { strict: false })
      .get<{ clientSecret: string }>('alternativePayments');

    expect(options?.clientSecret).toBe(SECRET);
    expect(prints(options)).not.toContain(SECRET);
    expect(prints(options)).toContain('[redacted]');
  });

  it('of the keys that seal tokens, and of the password of a store', async () => {
    const simulator = await simulate();
    const client = { eval: () => Promise.resolve(null), password: SECRET };
    const application = await startApplication(
      AlternativePaymentsModule.forRoot({
        ...simulator.options,
        tokenStore: {
          store: new RedisTokenStore(client),
          encryption: { keys: [Buffer.from(SECRET.padEnd(32).slice(0, 32)).toString('hex')] },
        },
        pacing: { shared: new RedisRateBudget(client) },
        accounts: { resolve: () => simulator.options },
      }),
    );
    await application.get(AlternativePaymentsAccounts, { strict: false }).get('one');
    const shown = [...application.get(ModulesContainer).values()]
      .flatMap((module) => [...module.providers.values()])
      .map(({ instance }) => inspect(instance, { depth: 6, showHidden: true }));
    for (const text of shown) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(Buffer.from(SECRET).toString('hex').slice(0, 30));
      expect(text).not.toContain(simulator.options.clientSecret);
    }
  });

  it.each([
    ['forRoot', (options: never) => AlternativePaymentsModule.forRoot(options)],
    [
      'forRootAsync',
      (options: never) => AlternativePaymentsModule.forRootAsync({ useFactory: () => options }),
    ],
  ])('of what Nest keeps of the options of %s', async (_what, register) => {
    const simulator = await simulate({ clientSecret: SECRET });
    const application = await startApplication(register(simulator.options as never));

    const values = [...application.get(ModulesContainer).values()]
      .flatMap((module) => [...module.providers.values()])
      .map((provider) => provider.instance as unknown)
      .filter((value) => typeof value === 'object' && value !== null && 'clientSecret' in value);

    expect(values).toHaveLength(1);
    expect(prints(values[0])).not.toContain(SECRET);
  });

  it('of the services, before and after they were used', async () => {
    const simulator = await simulate({ clientSecret: SECRET });
    const { application, http, tokens } = await startAccount(simulator.options);
    const token = await tokens.getToken();
    await firstValueFrom(http.get('/customers'));

    for (const service of [TokenService, HttpService]) {
      const printed = inspect(application.get(service, { strict: false }), { depth: 20, showHidden: true });
      expect(printed).not.toContain(SECRET);
      expect(printed).not.toContain(token);
    }
    expect(prints(tokens.snapshot())).not.toContain(token);
    expect(prints(tokens.snapshot())).not.toContain(SECRET);
  });
});
