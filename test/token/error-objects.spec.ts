import { Logger } from '@nestjs/common';
import type { HttpService } from '@nestjs/axios';
import type { TokenService, TokenUnavailableError } from 'nestjs-alternative-payments';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startAccount } from '../support/application.js';
import { failureOf } from '../support/failure-of.js';
import { simulate } from '../support/simulator.js';

/** An account of which the token endpoint is down, and asks to be left alone for so long that nothing changes. */
async function outage(): Promise<{ http: HttpService; tokens: TokenService }> {
  vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  const simulator = await simulate();
  simulator.fault({ on: 'POST /oauth/token', status: 503, headers: { 'Retry-After': '600' } });
  return startAccount({ ...simulator.options, warmUp: false });
}

const framesOf = (error: Error): number => (error.stack ?? '').split('\n').length;

describe('the error of a caller without a token', () => {
  it('does not grow with the number of calls that fail', async () => {
    const { http } = await outage();
    // Two places in the code, which take turns: axios adds the stack of the one to the error of the other.
    const here = (): Promise<Error> => failureOf(http.axiosRef.get('/customers'));
    const there = (): Promise<Error> => failureOf(http.axiosRef.post('/invoices', {}));

    const first = framesOf(await here());
    let last = await there();
    for (let call = 0; call < 500; call += 1) last = await (call % 2 === 0 ? here() : there());

    expect(framesOf(last)).toBeLessThanOrEqual(first + 10);
    expect(last.stack?.length).toBeLessThan(20_000);
  });

  it('is an object of its own, with the same facts, whichever way the caller came', async () => {
    const { http, tokens } = await outage();

    const waiting = await Promise.all([
      failureOf(tokens.getToken()),
      failureOf(tokens.getToken()),
      failureOf(tokens.refresh()),
      failureOf(firstValueFrom(http.get('/customers'))),
      failureOf(http.axiosRef.get('/customers')),
    ]);
    const later = [
      await failureOf(tokens.getToken()),
      await failureOf(tokens.refresh()),
      await failureOf(firstValueFrom(http.get('/customers'))),
      await failureOf(http.axiosRef.get('/customers')),
    ];
    const all = [...waiting, ...later] as TokenUnavailableError[];

    expect(new Set(all).size).toBe(9);
    const facts = all.map(({ name, code, message, account, status, retryAfterMs, nextAttemptAt }) =>
      JSON.stringify({ name, code, message, account, status, retryAfterMs, nextAttemptAt }),
    );
    expect(new Set(facts).size).toBe(1);
  });

  it('is not changed by what another caller writes into its own', async () => {
    const { tokens } = await outage();
    const one = await failureOf(tokens.getToken());
    Object.assign(one, { message: 'scribbled', code: 'SCRIBBLED', cause: new Error('scribbled') });

    const other = await failureOf(tokens.getToken());

    expect(other).toMatchObject({ code: 'TOKEN_ENDPOINT_UNAVAILABLE' });
    expect(other.cause).toBeUndefined();
    expect(other.message).toContain('it answered 503');
    expect(tokens.snapshot().failure).toMatchObject({ code: 'TOKEN_ENDPOINT_UNAVAILABLE' });
  });

  it('shows the frames of its own caller, and of nobody else', async () => {
    const { tokens } = await outage();
    const firstCaller = async (): Promise<string> => tokens.getToken();
    const secondCaller = async (): Promise<string> => await tokens.getToken();
    await failureOf(firstCaller());

    const { stack } = await failureOf(secondCaller());

    expect(stack).toContain('secondCaller');
    expect(stack).not.toContain('firstCaller');
  });
});
