import { Logger } from '@nestjs/common';
import { config, firstValueFrom } from 'rxjs';
// This does not come from 'rxjs': the lowest supported version has it only here.
import { map } from 'rxjs/operators';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startAccount } from '../support/application.js';
import { until } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

describe('the error of a call without a token', () => {
  it('names the last cause and the next attempt, and the call was not sent', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /oauth/token', status: 502, body: '<html>Bad gateway</html>' });
    const { http, tokens } = await startAccount({
      ...simulator.options,
      warmUp: false,
      calls: { retries: 0 },
    });

    const reason: unknown = await firstValueFrom(http.get('/customers')).catch((error: unknown) => error);

    const { failure } = tokens.snapshot();
    expect(reason).toMatchObject({
      name: 'TokenEndpointUnavailableError',
      code: 'TOKEN_ENDPOINT_UNAVAILABLE',
      status: 502,
      nextAttemptAt: expect.any(Date),
      message: expect.stringMatching(/it answered 502.*There is no further attempt before 20/),
    });
    expect(failure).toMatchObject({ code: 'TOKEN_ENDPOINT_UNAVAILABLE', count: 1 });
    expect(simulator.journal.apiRequests).toEqual([]);
  });

  it('has the network’s own error as its cause', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /oauth/token', reset: true });
    const { tokens } = await startAccount({ ...simulator.options, warmUp: false });

    await expect(tokens.getToken()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  });
});

describe('the log', () => {
  it('says once that the credentials are refused, that the token still serves, and once that it is over', async () => {
    const simulator = await simulate();
    const written: string[] = [];
    for (const level of ['error', 'warn', 'log'] as const) {
      vi.spyOn(Logger.prototype, level).mockImplementation((text: unknown) => {
        written.push(`${level}: ${String(text)}`);
      });
    }
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    // So that several attempts fail while the token is held.
    const policy = { rejectedBackoff: { baseMs: 50, maxMs: 50 } };
    const { http, tokens } = await startAccount(simulator.options, policy);
    await tokens.getToken();
    const refusal = simulator.fault({
      on: 'POST /oauth/token',
      status: 403,
      body: { error: 'invalid_client' },
    });
    await tokens.refresh().catch(() => undefined);
    await until(() => tokens.snapshot().failure?.count === 3);
    expect((await firstValueFrom(http.get('/customers'))).status).toBe(200);
    expect(tokens.snapshot()).toMatchObject({ state: 'degraded', failure: { code: 'CREDENTIALS_REJECTED' } });
    refusal.remove();
    await until(() => tokens.snapshot().state === 'valid');

    expect(written.filter((line) => line.startsWith('error'))).toEqual([
      expect.stringMatching(
        /credentials of account "default".*refused.*The present token is valid for another/,
      ),
    ]);
    expect(written.filter((line) => line.includes('the failures are over'))).toHaveLength(1);
  });
});

describe('listeners that throw', () => {
  it('change nothing: not the renewal, not the calls, not each other', async () => {
    const simulator = await simulate();
    const { http, tokens } = await startAccount({ ...simulator.options, warmUp: false });
    const reported: unknown[] = [];
    config.onUnhandledError = (error: unknown) => reported.push(error);
    onTestFinished(() => {
      config.onUnhandledError = null;
    });
    vi.spyOn(Logger.prototype, 'error').mockImplementation(() => {
      throw new Error('broken logger');
    });
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    const fail = (): never => {
      throw new Error('broken listener');
    };
    const heard: string[] = [];
    tokens.events$.subscribe(fail);
    tokens.events$.subscribe({ next: fail });
    tokens.events$.pipe(map(fail)).subscribe();
    tokens.events$.pipe(map(({ type }) => type)).subscribe({ next: fail });
    tokens.events$.pipe(map(fail)).subscribe({ error: fail });
    tokens.events$.subscribe(({ type }) => heard.push(type));

    expect((await firstValueFrom(http.get('/customers'))).status).toBe(200);
    tokens.invalidate(await tokens.getToken());
    await tokens.getToken();
    simulator.fault({ on: 'POST /oauth/token', times: 1, status: 503 });
    await tokens.refresh().catch(() => undefined);
    await until(() => tokens.snapshot().generation === 3);

    expect(heard).toEqual(['refreshed', 'invalidated', 'refreshed', 'failed', 'refreshed']);
    // RxJS reports them: three listeners that fail at each of the five events, and two that end with the first.
    await until(() => reported.length >= 17);
    expect(reported.map(String)).toEqual(Array.from({ length: 17 }, () => 'Error: broken listener'));
  });
});

describe('a redirect of the token endpoint to itself', () => {
  it.each([302, 307, 308])('is not followed either: %d', async (status) => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /oauth/token', redirect: `${simulator.baseURL}/oauth/token`, status });
    const { tokens } = await startAccount({ ...simulator.options, warmUp: false });

    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'TOKEN_ENDPOINT_MISCONFIGURED', status });
    expect(simulator.journal.requests).toHaveLength(1);
  });
});
