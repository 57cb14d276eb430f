import { Module } from '@nestjs/common';
import {
  AlternativePaymentsModule,
  AlternativePaymentsTenants,
  getTokenServiceToken,
  TokenService,
} from 'nestjs-alternative-payments';
import { AlternativePaymentsHealthIndicator } from 'nestjs-alternative-payments/terminus';
import { describe, expect, it } from 'vitest';
import { compilePackage } from '../support/compiled-package.js';
import { failureOf } from '../support/failure-of.js';
import { simulate } from '../support/simulator.js';
import { startHealth } from './health-application.js';

const REFUSED = { clientSecret: 'wrong-secret' };

/** The default account and one of name "eu", whose key is refused. */
async function startTwo() {
  const { options } = await simulate();
  const started = await startHealth([
    AlternativePaymentsModule.forRootAsync({ useFactory: () => ({ ...options, warmUp: false }) }),
    AlternativePaymentsModule.forRoot({ ...options, ...REFUSED, name: 'eu', warmUp: false }),
  ]);
  const { application } = started;
  await application.get(TokenService, { strict: false }).getToken();
  await failureOf(application.get<TokenService>(getTokenServiceToken('eu'), { strict: false }).getToken());
  return started;
}

describe('several accounts', () => {
  it('are each asked for by name', async () => {
    const { probe } = await startTwo();

    expect(await probe({})).toMatchObject({ status: 200, own: { status: 'up', state: 'valid' } });
    expect(await probe({ account: 'eu' })).toMatchObject({
      status: 503,
      body: { details: { eu: { status: 'down', state: 'rejected' } } },
    });
  });

  it('are all shown, and one that is down takes the whole application down', async () => {
    const { probe } = await startTwo();

    const { status, body } = await probe({}, { account: 'eu' });

    expect(status).toBe(503);
    expect(body.status).toBe('error');
    expect(body.details).toMatchObject({ default: { status: 'up' }, eu: { status: 'down' } });
  });

  it('do not include one that is not registered, which is said with what to do', async () => {
    const { application, probe } = await startTwo();
    const indicator = application.get(AlternativePaymentsHealthIndicator);

    await expect(indicator.check('key', { account: 'us' })).rejects.toMatchObject({
      code: 'INVALID_REGISTRATION',
      message:
        'A health check asks for account "us", which is not registered. ' +
        "Add AlternativePaymentsModule.forRootAsync({ name: 'us', … }) to the imports of your root module.",
    });
    expect((await probe({ account: 'us' })).status).toBe(500);
  });

  it('are found wherever they are registered, the default one too', async () => {
    const { options } = await simulate();
    @Module({ imports: [AlternativePaymentsModule.forRoot({ ...options, warmUp: 'required' })] })
    class DeepModule {}
    const { probe } = await startHealth([DeepModule]);

    expect((await probe({ requireToken: true })).own).toMatchObject({ status: 'up' });
  });

  it('are found in another copy of the package, too', async () => {
    const other = (await import(await compilePackage())) as typeof import('nestjs-alternative-payments');
    const { options } = await simulate();
    const { probe } = await startHealth([
      other.AlternativePaymentsModule.forRoot({ ...options, warmUp: 'required' }),
    ]);

    expect((await probe({ requireToken: true })).own).toMatchObject({ status: 'up', state: 'valid' });
  });

  it('are what a test has put in their place', async () => {
    const { options } = await simulate();
    const snapshot = { state: 'rejected', generation: 0, secondsToExpiry: 0, failure: { code: 'MADE_UP' } };
    const { probe } = await startHealth(
      [AlternativePaymentsModule.forRoot(options)],
      [],
      [[getTokenServiceToken(), { snapshot: () => snapshot }]],
    );

    expect((await probe()).own).toMatchObject({ status: 'down', code: 'MADE_UP' });
  });

  it('may be none at all, which is said with what to do', async () => {
    const { application } = await startHealth([]);

    await expect(application.get(AlternativePaymentsHealthIndicator).check('key')).rejects.toThrow(
      'Add AlternativePaymentsModule.forRootAsync({ … }) to the imports of your root module.',
    );
  });
});

describe('tenants', () => {
  it('are counted by their states, and decide nothing', async () => {
    const { options } = await simulate();
    const { application, probe } = await startHealth([
      AlternativePaymentsModule.forRoot({
        ...options,
        warmUp: 'required',
        tenants: {
          resolve: (tenant) => ({ ...options, warmUp: false, ...(tenant === 'wrong-key' && REFUSED) }),
        },
      }),
    ]);
    const tenants = application.get(AlternativePaymentsTenants, { strict: false });
    await (await tenants.get('right-key')).tokenService.getToken();
    await failureOf((await tenants.get('wrong-key')).tokenService.getToken());

    const { status, text, own } = await probe({ requireToken: true });

    expect(status).toBe(200);
    expect(own).toMatchObject({
      status: 'up',
      tenants: { open: 2, asleep: 0, awake: { valid: 1, rejected: 1 } },
    });
    expect(text).not.toMatch(/(right|wrong)-key/);
  });

  it('may be all that there is, so that no token of the platform itself is missed', async () => {
    const { options } = await simulate();
    const { application, probe } = await startHealth([
      AlternativePaymentsModule.forRoot({ environment: 'demo', tenants: { resolve: () => options } }),
    ]);
    const tenants = application.get(AlternativePaymentsTenants, { strict: false });
    await (await tenants.get('only')).tokenService.getToken();

    expect((await probe()).own).toMatchObject({ status: 'up', state: 'idle', tenants: { open: 1 } });
  });
});
