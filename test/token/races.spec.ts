import { SchedulerRegistry } from '@nestjs/schedule';
import { AlternativePaymentsModule, TokenService } from 'nestjs-alternative-payments';
import { describe, expect, it } from 'vitest';
import { startAccount, startApplication } from '../support/application.js';
import { pass, setWallClock, until, useFakeTime } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

describe('a caller who gives up waiting for a token', () => {
  it('is told at once, while the others get theirs from the same request', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /oauth/token', times: 1, delayMs: 200 });
    const { tokens } = await startAccount({ ...simulator.options, warmUp: false });
    const abort = new AbortController();

    const leaving = tokens.getToken({ signal: abort.signal }).catch((reason: unknown) => reason);
    const staying = [tokens.getToken(), tokens.getToken()];
    await simulator.journal.waitFor('POST /oauth/token');
    abort.abort(new Error('changed my mind'));

    expect(await leaving).toMatchObject({ message: 'changed my mind' });
    expect(simulator.journal.tokenRequests[0]?.outcome).toBe('open');
    const [first, second] = await Promise.all(staying);
    expect(first).toBe(second);
    expect(simulator.journal.tokenRequests).toHaveLength(1);
  });

  it('and is the last one ends the request; the next caller makes a new one', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /oauth/token', times: 1, hang: true });
    const { tokens } = await startAccount({ ...simulator.options, warmUp: false });
    const abort = new AbortController();

    const callers = [1, 2].map(() =>
      tokens.getToken({ signal: abort.signal }).catch((reason: unknown) => reason),
    );
    await simulator.journal.waitFor('POST /oauth/token');
    abort.abort();
    await Promise.all(callers);

    await until(() => simulator.connections === 0);
    expect(tokens.snapshot().state).toBe('idle');
    await tokens.getToken();
    expect(simulator.journal.tokenRequests).toHaveLength(2);
  });

  it('does not make refresh() report a token that nobody obtained', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /oauth/token', times: 1, hang: true });
    const { tokens } = await startAccount({ ...simulator.options, warmUp: false });
    const abort = new AbortController();
    const leaving = tokens.getToken({ signal: abort.signal }).catch(() => 'left');
    await simulator.journal.waitFor('POST /oauth/token');

    abort.abort();
    await Promise.resolve();
    await Promise.resolve();
    await tokens.refresh();
    await leaving;

    expect(tokens.snapshot()).toMatchObject({ state: 'valid', generation: 1 });
  });
});

describe('invalidate()', () => {
  it('obtains another token without being asked for one', async () => {
    const simulator = await simulate();
    const { tokens } = await startAccount(simulator.options);
    const first = await tokens.getToken();

    tokens.invalidate(first);
    await until(() => tokens.snapshot().state === 'valid');

    expect(await tokens.getToken()).not.toBe(first);
    expect(simulator.journal.tokenRequests).toHaveLength(2);
  });

  it('does nothing for a token that is not held, whoever says it', async () => {
    const simulator = await simulate();
    const { tokens } = await startAccount(simulator.options);
    const first = await tokens.getToken();
    await tokens.refresh();

    for (const token of [first, '', 'something else']) tokens.invalidate(token);

    expect(tokens.snapshot()).toMatchObject({ state: 'valid', generation: 2 });
    expect(simulator.journal.tokenRequests).toHaveLength(2);
  });

  it('keeps alive a token request whose only caller then gives up', async () => {
    useFakeTime();
    const simulator = await simulate({ tokenLifetimeSeconds: 100 });
    const { tokens } = await startAccount({ ...simulator.options, warmUp: false });
    const held = await tokens.getToken();
    // Without the timer, as after a suspension, the refresh is due and even waited for.
    setWallClock(98_500);
    simulator.fault({ on: 'POST /oauth/token', times: 1, delayMs: 100 });
    const abort = new AbortController();
    const leaving = tokens.getToken({ signal: abort.signal }).catch(() => 'left');
    await until(() => simulator.journal.tokenRequests.length === 2);

    tokens.invalidate(held);
    abort.abort();
    expect(await leaving).toBe('left');
    await pass(100);
    await until(() => tokens.snapshot().state === 'valid');

    expect(tokens.snapshot().generation).toBe(2);
  });
});

describe('an odd clock or endpoint', () => {
  it('set forward while the first token is on its way costs one more token request', async () => {
    useFakeTime();
    const simulator = await simulate();
    simulator.fault({ on: 'POST /oauth/token', times: 1, delayMs: 100 });
    const { tokens } = await startAccount({ ...simulator.options, warmUp: false });

    const asked = tokens.getToken();
    await until(() => simulator.journal.tokenRequests.length === 1);
    setWallClock(86_400_000);
    await pass(100);

    expect(await asked).toEqual(expect.any(String));
    expect(simulator.journal.tokenRequests.length).toBeLessThanOrEqual(2);
  });

  it('so slow that tokens arrive at the end of their life still serves whoever waited', async () => {
    useFakeTime();
    const simulator = await simulate({ tokenLifetimeSeconds: 1 });
    simulator.fault({ on: 'POST /oauth/token', delayMs: 985 });
    const { tokens } = await startAccount({ ...simulator.options, warmUp: false });

    const asked = Promise.all([tokens.getToken(), tokens.getToken()]);
    await until(() => simulator.journal.tokenRequests.length === 1);
    await pass(985);

    expect(new Set(await asked).size).toBe(1);
  });
});

describe('a SchedulerRegistry that throws', () => {
  it('costs nothing but the listing', async () => {
    const fail = (): never => {
      throw new Error('broken registry');
    };
    const broken = { doesExist: fail, addTimeout: fail, deleteTimeout: fail };
    const simulator = await simulate({ tokenLifetimeSeconds: 1 });
    class Host {}
    const host = {
      module: Host,
      global: true,
      providers: [{ provide: SchedulerRegistry, useValue: broken }],
      exports: [SchedulerRegistry],
    };
    const application = await startApplication(host, AlternativePaymentsModule.forRoot(simulator.options));
    const tokens = application.get(TokenService, { strict: false });

    await tokens.getToken();
    await until(() => tokens.snapshot().generation >= 2);
    await application.close();

    await until(() => tokens.snapshot().state === 'closed');
    expect(tokens.snapshot().generation).toBe(0);
  });
});
