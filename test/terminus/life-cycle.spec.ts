import { type BeforeApplicationShutdown, Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  AlternativePaymentsModule,
  AlternativePaymentsTenants,
  TokenService,
} from 'nestjs-alternative-payments';
import {
  AlternativePaymentsHealthIndicator,
  type AlternativePaymentsHealthOptions,
} from 'nestjs-alternative-payments/terminus';
import { describe, expect, it, vi } from 'vitest';
import { failureOf } from '../support/failure-of.js';
import { formsOf, formsOfCredentials } from '../support/secret-scan.js';
import { simulate } from '../support/simulator.js';
import { DEGRADED, startHealth } from './health-application.js';

const TOKENS = 'POST /oauth/token';

/** Holds the shutdown of an application at the second module that has one of its hooks. */
class Door {
  open: () => void = () => undefined;
  private readonly opened = new Promise<void>((resolve) => (this.open = resolve));
  private modules = 0;

  async pass(): Promise<void> {
    this.modules += 1;
    if (this.modules === 2) await this.opened;
  }
}

@Injectable()
class Doorstop implements BeforeApplicationShutdown {
  constructor(private readonly door: Door) {}

  beforeApplicationShutdown(): Promise<void> {
    return this.door.pass();
  }
}

describe('the health of an application that closes', () => {
  it('is what Terminus says while it shuts down, and afterwards down', async () => {
    const { options } = await simulate();
    const door = new Door();
    const providers = [{ provide: Door, useValue: door }, Doorstop];
    @Module({ providers })
    class InnerModule {}
    @Module({ imports: [InnerModule] })
    class OuterModule {}
    // Nest calls the hooks from the root inwards or the other way round. TerminusModule stands between the two.
    const { application, probe } = await startHealth(
      [OuterModule, AlternativePaymentsModule.forRoot({ ...options, warmUp: 'required' })],
      providers,
    );
    expect((await probe()).status).toBe(200);

    const closing = application.close();
    await vi.waitFor(async () => {
      expect((await probe()).body.status).toBe('shutting_down');
    });
    expect((await probe()).status).toBe(503);
    door.open();
    await closing;

    const tokens = application.get(TokenService, { strict: false });
    await vi.waitFor(() => expect(tokens.snapshot().state).toBe('closed'), { timeout: 10_000 });
    const indicator = application.get(AlternativePaymentsHealthIndicator);
    expect(await indicator.check('payments')).toEqual({
      payments: { status: 'down', state: 'closed', secondsToExpiry: 0 },
    });
    expect(await indicator.check('payments', { critical: false })).toMatchObject({
      payments: { status: DEGRADED },
    });
  });
});

describe('an application without TerminusModule', () => {
  it('does not start, and is told what to import', async () => {
    const testing = await Test.createTestingModule({
      imports: [
        AlternativePaymentsModule.forRoot({ environment: 'demo', clientId: 'id', clientSecret: 'secret' }),
      ],
      providers: [AlternativePaymentsHealthIndicator],
    }).compile();

    await expect(testing.init()).rejects.toMatchObject({
      code: 'INVALID_REGISTRATION',
      message:
        'AlternativePaymentsHealthIndicator finds no HealthIndicatorService. ' +
        'Add TerminusModule to the imports of the module that provides the indicator.',
    });
  });
});

describe('a health check with arguments that cannot be used', () => {
  it.each<[string, unknown, unknown, string]>([
    ['an empty key', '', {}, '"key" of a health check is "". It must be a text that is not empty.'],
    ['a key of another type', 42, {}, '"key" of a health check is 42. It must be a text that is not empty.'],
    [
      'options of another type',
      'key',
      'eu',
      '"options" of a health check is "eu". It must be an object with account, critical, requireToken.',
    ],
    [
      'an unknown option',
      'key',
      { tenant: 'one' },
      '"tenant" of a health check is unknown. It must be one of account, critical, requireToken.',
    ],
    [
      'text in place of a flag',
      'key',
      { critical: 'false' },
      '"critical" of a health check is "false". It must be true or false.',
    ],
    [
      'a number in place of a flag',
      'key',
      { requireToken: 1 },
      '"requireToken" of a health check is 1. It must be true or false.',
    ],
    [
      'an account of another type',
      'key',
      { account: 1 },
      '"account" of a health check is 1. It must be a text that is not empty.',
    ],
  ])('is refused: %s', async (_what, key, options, message) => {
    const { options: account } = await simulate();
    const { application } = await startHealth([AlternativePaymentsModule.forRoot(account)]);
    const indicator = application.get(AlternativePaymentsHealthIndicator);

    const failure = await failureOf(
      indicator.check(key as string, options as AlternativePaymentsHealthOptions),
    );

    expect(failure).toMatchObject({ code: 'INVALID_ARGUMENT', message });
  });

  it('takes options that are undefined or null for not given', async () => {
    const { options } = await simulate();
    const { application } = await startHealth([
      AlternativePaymentsModule.forRoot({ ...options, warmUp: false }),
    ]);
    const indicator = application.get(AlternativePaymentsHealthIndicator);
    const none = { account: undefined, critical: null, requireToken: undefined };

    const result = await indicator.check('key', none as unknown as AlternativePaymentsHealthOptions);

    expect(result.key).toMatchObject({ status: 'up' });
  });
});

describe('what a health check shows', () => {
  it('is neither a secret, a token, the client id, the address, a message nor a name of a tenant', async () => {
    const simulator = await simulate();
    const { clientId, clientSecret, baseURL } = simulator.options;
    const { application, probe } = await startHealth([
      AlternativePaymentsModule.forRoot({
        ...simulator.options,
        warmUp: 'required',
        tenants: { resolve: () => simulator.options },
      }),
    ]);
    const tokens = application.get(TokenService, { strict: false });
    const tenants = application.get(AlternativePaymentsTenants, { strict: false });
    const ofTenant = await (await tenants.get('northwind')).tokenService.getToken();
    const texts = [(await probe()).text];
    const held = await tokens.getToken();
    simulator.fault({ on: TOKENS, status: 503, body: { error: 'out of order' } });
    const { message } = await failureOf(tokens.refresh());
    texts.push((await probe()).text);
    await application.close();
    await vi.waitFor(() => expect(tokens.snapshot().state).toBe('closed'), { timeout: 10_000 });
    const indicator = application.get(AlternativePaymentsHealthIndicator);
    texts.push(JSON.stringify(await indicator.check('payments')));

    const shown = texts.join('\n');
    expect(shown).toContain('TOKEN_ENDPOINT_UNAVAILABLE');
    expect(shown).toContain('"open":1');
    const secrets = [held, ofTenant].flatMap(formsOf).concat(formsOfCredentials(clientId, clientSecret));
    for (const secret of [...secrets, clientId, new URL(`${baseURL}`).host, message, 'message', 'northwind'])
      expect(shown).not.toContain(secret);
  });
});
