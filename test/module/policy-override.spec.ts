import {
  AlternativePaymentsModule,
  AlternativePaymentsTenants,
  getTokenServiceToken,
  type TokenService,
} from 'nestjs-alternative-payments';
import { expect, it } from 'vitest';
import { startWith } from '../support/application.js';
import { simulate } from '../support/simulator.js';

it('the numbers that a test overrides hold for every registration and its tenants, and the others stay', async () => {
  const simulator = await simulate({ tokenLifetimeSeconds: 3_600 });
  const { clientId, clientSecret } = simulator.options;
  const application = await startWith(
    { longestLifetimeSeconds: 60 },
    AlternativePaymentsModule.forRoot({
      ...simulator.options,
      tenants: { resolve: () => ({ clientId, clientSecret }) },
    }),
    AlternativePaymentsModule.forRoot({ ...simulator.options, name: 'eu' }),
  );
  const tenant = await application.get(AlternativePaymentsTenants, { strict: false }).get('partner-1');
  const services = [
    tenant.tokenService,
    ...[undefined, 'eu'].map((name) =>
      application.get<TokenService>(getTokenServiceToken(name), { strict: false }),
    ),
  ];

  for (const tokens of services) {
    await tokens.getToken();
    const { lifetime, refreshAt, expiresAt } = tokens.snapshot();
    expect(lifetime).toEqual({ seconds: 60, source: 'capped' });
    const leftMs = Number(expiresAt) - Number(refreshAt);
    expect(leftMs).toBeGreaterThanOrEqual(15_000 - 5);
    expect(leftMs).toBeLessThanOrEqual(18_000 + 5);
  }
});
