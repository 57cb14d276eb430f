import {
  AlternativePaymentsModule,
  getHttpServiceToken,
  getTokenServiceToken,
  type TokenService,
} from 'nestjs-alternative-payments';
import type { HttpService } from '@nestjs/axios';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startApplication } from '../support/application.js';

describe('the two environments of the vendor', () => {
  it('are at the addresses that its guide gives, for calls and for tokens', async () => {
    // Otherwise the log would warn of production in a test.
    vi.stubEnv('NODE_ENV', '');
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const key = { clientId: 'id', clientSecret: 'secret', warmUp: false } as const;
    const application = await startApplication(
      AlternativePaymentsModule.forRoot({ ...key, name: 'production', environment: 'production' }),
      AlternativePaymentsModule.forRoot({ ...key, name: 'demo', environment: 'demo' }),
    );
    const addressesOf = (name: string): unknown[] => [
      application.get<HttpService>(getHttpServiceToken(name), { strict: false }).axiosRef.defaults.baseURL,
      application.get<TokenService>(getTokenServiceToken(name), { strict: false }).snapshot().baseURL,
    ];

    const production = 'https://public-api.alternativepayments.io';
    const demo = 'https://public-api.demo.alternativepayments.io';
    expect(addressesOf('production')).toEqual([production, production]);
    expect(addressesOf('demo')).toEqual([demo, demo]);
  });
});
