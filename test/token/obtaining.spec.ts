import { HttpService } from '@nestjs/axios';
import {
  AlternativePaymentsModule,
  type AlternativePaymentsModuleOptions,
  getHttpServiceToken,
  getTokenServiceToken,
  type TokenService,
} from 'nestjs-alternative-payments';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { startAccount, startApplication } from '../support/application.js';
import { until } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

const reasonOf = (promise: Promise<unknown>): Promise<unknown> => promise.catch((reason: unknown) => reason);

describe('a failure to obtain a token', () => {
  it('is shared by all who wait; who comes later gets the remembered one until the pause is over', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /oauth/token', times: 1, status: 503 });
    const { tokens } = await startAccount({ ...simulator.options, warmUp: false, calls: { retries: 0 } });

    const reasons = await Promise.all(Array.from({ length: 50 }, () => reasonOf(tokens.getToken())));
    // There is no fresh request at once, which would leave it to the traffic how often a failing endpoint is asked.
    const later = await reasonOf(tokens.getToken());

    expect(new Set([...reasons, later].map((reason) => (reason as Error).message)).size).toBe(1);
    // Each of them in an object of its own, into which a caller who passes it on may write.
    expect(new Set([...reasons, later]).size).toBe(51);
    expect(later).toMatchObject({ code: 'TOKEN_ENDPOINT_UNAVAILABLE' });
    expect(simulator.journal.tokenRequests).toHaveLength(1);
    await until(() => tokens.snapshot().state === 'valid');
    expect(await tokens.getToken()).toEqual(expect.any(String));
    expect(simulator.journal.tokenRequests).toHaveLength(2);
  });
});

describe('callers who unsubscribe while they wait for a token', () => {
  it('do not take it from the others', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /oauth/token', times: 1, delayMs: 200 });
    const { http } = await startAccount({ ...simulator.options, warmUp: false });
    const heard: unknown[] = [];

    const leaving = [1, 2].map(() =>
      http.get('/payouts').subscribe({
        next: (answer) => heard.push(answer),
        error: (reason: unknown) => heard.push(reason),
      }),
    );
    const staying = firstValueFrom(http.get('/customers'));
    await simulator.journal.waitFor('POST /oauth/token');
    for (const caller of leaving) caller.unsubscribe();

    expect((await staying).status).toBe(200);
    expect(heard).toEqual([]);
    expect(simulator.journal.requests.map(({ path }) => path)).toEqual(['/oauth/token', '/customers']);
  });

  it('end the request if they are the last; the next caller makes another', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /oauth/token', times: 1, hang: true });
    const { http, tokens } = await startAccount({ ...simulator.options, warmUp: false });

    const callers = [1, 2, 3].map(() => http.get('/customers').subscribe());
    await simulator.journal.waitFor('POST /oauth/token');
    for (const caller of callers) caller.unsubscribe();

    await until(() => simulator.connections === 0);
    expect(tokens.snapshot().state).toBe('idle');
    expect((await firstValueFrom(http.get('/customers'))).status).toBe(200);
    expect(simulator.journal.tokenRequests).toHaveLength(2);
  });
});

describe('the caller whose wish brought the first token', () => {
  it('takes nothing from later renewals by giving up afterwards', async () => {
    const simulator = await simulate();
    const { http, tokens } = await startAccount({ ...simulator.options, warmUp: false });
    const abort = new AbortController();
    await tokens.getToken({ signal: abort.signal });
    await http.axiosRef.get('/customers', { signal: abort.signal });

    abort.abort();
    await tokens.refresh();

    expect(tokens.snapshot()).toMatchObject({ state: 'valid', generation: 2 });
    expect((await firstValueFrom(http.get('/customers'))).status).toBe(200);
  });
});

describe('two accounts that differ in one field', () => {
  const startBoth = async (
    one: AlternativePaymentsModuleOptions,
    other: AlternativePaymentsModuleOptions,
  ): Promise<Array<{ http: HttpService; tokens: TokenService }>> => {
    const application = await startApplication(
      AlternativePaymentsModule.forRoot({ name: 'one', warmUp: false, ...one }),
      AlternativePaymentsModule.forRoot({ name: 'other', warmUp: false, ...other }),
    );
    return ['one', 'other'].map((name) => ({
      http: application.get<HttpService>(getHttpServiceToken(name), { strict: false }),
      tokens: application.get<TokenService>(getTokenServiceToken(name), { strict: false }),
    }));
  };

  it('each have a token of their own: the scope', async () => {
    const tokenRequest = { scope: 'customers:read' };
    const simulator = await simulate();
    const both = await startBoth(simulator.options, { ...simulator.options, tokenRequest });

    await Promise.all(both.map(({ http }) => firstValueFrom(http.get('/customers'))));

    const held = await Promise.all(both.map(({ tokens }) => tokens.getToken()));
    expect(new Set(held).size).toBe(2);
    expect(new Set(simulator.journal.apiRequests.map(({ token }) => token))).toEqual(new Set(held));
    const forms = simulator.journal.tokenRequests.map(({ body }) => body);
    expect(forms).toHaveLength(2);
    expect(forms.filter((form) => form.includes('scope=customers%3Aread'))).toHaveLength(1);
  });

  it('each have an outcome of their own: the secret', async () => {
    const simulator = await simulate();
    const [good, bad] = await startBoth(simulator.options, {
      ...simulator.options,
      clientSecret: 'another-secret',
    });

    const outcomes = await Promise.all([
      firstValueFrom(good!.http.get('/customers')),
      reasonOf(firstValueFrom(bad!.http.get('/customers'))),
    ]);

    expect(outcomes).toEqual([
      expect.objectContaining({ status: 200 }),
      expect.objectContaining({ code: 'CREDENTIALS_REJECTED', account: 'other' }),
    ]);
    expect(simulator.journal.apiRequests).toHaveLength(1);
  });
});
