import type { TokenEvent } from 'nestjs-alternative-payments';
import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { pass, passAttentively, until, useFakeTime } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

describe('events', () => {
  it('tell each renewal, failure, invalidation and expiry once, with its reason and its facts', async () => {
    useFakeTime();
    const simulator = await simulate({ tokenLifetimeSeconds: 100 });
    simulator.fault({ on: 'POST /oauth/token', times: 1, delayMs: 250 });
    const { tokens } = await startAccount({ ...simulator.options, warmUp: false });
    const events: TokenEvent[] = [];
    tokens.events$.subscribe((event) => events.push(event));

    const asked = tokens.getToken();
    await until(() => simulator.journal.tokenRequests.length === 1);
    await pass(250);
    const first = await asked;
    expect(events.splice(0)).toEqual([
      {
        type: 'refreshed',
        source: 'endpoint',
        account: 'default',
        reason: 'demand',
        generation: 1,
        durationMs: 250,
        secondsToExpiry: 99.75,
      },
    ]);

    await pass(9_750);
    tokens.invalidate(first);
    await until(() => tokens.snapshot().generation === 2);
    expect(events.splice(0)).toEqual([
      { type: 'invalidated', account: 'default', generation: 1, secondsToExpiry: 90 },
      expect.objectContaining({ type: 'refreshed', reason: 'invalidated', generation: 2 }),
    ]);

    await tokens.refresh();
    expect(events.splice(0)).toEqual([
      expect.objectContaining({ type: 'refreshed', reason: 'requested', generation: 3 }),
    ]);

    await passAttentively(76_000, simulator, tokens);
    await until(() => tokens.snapshot().generation === 4);
    expect(events.splice(0)).toEqual([
      expect.objectContaining({ type: 'refreshed', reason: 'schedule', generation: 4 }),
    ]);

    simulator.fault({ on: 'POST /oauth/token', times: 1, status: 503, headers: { 'retry-after': '60' } });
    await passAttentively(76_000, simulator, tokens);
    const [failed, ...others] = events.splice(0);
    expect(others).toEqual([]);
    expect(failed).toEqual({
      type: 'failed',
      account: 'default',
      reason: 'schedule',
      // Of the token that is still held.
      generation: 4,
      secondsToExpiry: expect.any(Number),
      durationMs: expect.any(Number),
      code: 'TOKEN_ENDPOINT_UNAVAILABLE',
      message: expect.stringContaining('it answered 503'),
      nextAttemptAt: tokens.snapshot().failure?.nextAttemptAt,
    });

    await passAttentively(30_000, simulator, tokens);
    expect(events.splice(0)).toEqual([{ type: 'expired', account: 'default', generation: 4 }]);

    await passAttentively(60_000, simulator, tokens);
    await until(() => tokens.snapshot().generation === 5);
    expect(events.splice(0)).toEqual([
      expect.objectContaining({ type: 'refreshed', reason: 'schedule', generation: 5 }),
    ]);
  });

  it('of a failure while no token is held name none, and end when the account closes', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /oauth/token', status: 403, body: {} });
    const { application, tokens } = await startAccount({ ...simulator.options, warmUp: false });
    const events: TokenEvent[] = [];
    let isComplete = false;
    tokens.events$.subscribe({ next: (event) => events.push(event), complete: () => (isComplete = true) });

    await tokens.getToken().catch(() => undefined);
    await application.close();

    expect(events).toEqual([
      expect.objectContaining({
        type: 'failed',
        reason: 'demand',
        generation: 0,
        secondsToExpiry: 0,
        code: 'CREDENTIALS_REJECTED',
      }),
    ]);
    await until(() => isComplete);
  });
});
