import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { HttpService } from '@nestjs/axios';
import { Logger } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import {
  AlternativePaymentsTenants,
  AlternativePaymentsModule,
  type AlternativePaymentsModuleOptions,
  MemoryTokenStore,
  TokenService,
} from 'nestjs-alternative-payments';
import { TOKEN_POLICY } from 'nestjs-alternative-payments/testing';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { until } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

/** What nobody has caught, from now on. */
function uncaught(): unknown[] {
  const errors: unknown[] = [];
  const note = (error: unknown): number => errors.push(error);
  process.on('uncaughtException', note);
  process.on('unhandledRejection', note);
  onTestFinished(() => {
    process.off('uncaughtException', note);
    process.off('unhandledRejection', note);
  });
  return errors;
}

/** A token of a second is renewed after a tenth of it. */
const SOON = { refreshFrom: 0.1, refreshTo: 0.15 };

/** An application, closed before whatever stands in for something is put back. */
async function start(
  options: AlternativePaymentsModuleOptions,
  scheduler?: unknown,
): Promise<{ http: HttpService; tokens: TokenService; tenants: AlternativePaymentsTenants }> {
  const providers =
    scheduler === undefined ? [] : [{ provide: SchedulerRegistry, useValue: scheduler as object }];
  const registry = { module: class Registry {}, global: true, providers, exports: providers };
  const testing = await Test.createTestingModule({
    imports: [registry, AlternativePaymentsModule.forRoot(options)],
  })
    .overrideProvider(TOKEN_POLICY)
    .useValue(SOON)
    .compile();
  const application = await testing.init();
  onTestFinished(() => application.close());
  return {
    http: application.get(HttpService, { strict: false }),
    tokens: application.get(TokenService, { strict: false }),
    tenants: application.get(AlternativePaymentsTenants, { strict: false }),
  };
}

/** Puts timers into the place of Node's own that are made by the given function out of these. */
function replaceTimers(stand: (timer: NodeJS.Timeout) => unknown): void {
  const { setTimeout: realSet, clearTimeout: realClear } = globalThis;
  const timers = new Map<unknown, NodeJS.Timeout>();
  globalThis.setTimeout = ((...given: Parameters<typeof realSet>) => {
    const timer = realSet(...given);
    const standIn = stand(timer);
    timers.set(standIn, timer);
    return standIn;
  }) as unknown as typeof setTimeout;
  globalThis.clearTimeout = ((standIn: unknown) =>
    realClear(timers.get(standIn) ?? (standIn as NodeJS.Timeout))) as typeof clearTimeout;
  onTestFinished(() => {
    Object.assign(globalThis, { setTimeout: realSet, clearTimeout: realClear });
  });
}

describe('timers that are not those of Node', () => {
  let last = 0;
  it.each<[string, (timer: NodeJS.Timeout) => unknown]>([
    ['numbers, as in jsdom', () => (last += 1)],
    ['objects without any method', () => Object.create(null)],
  ])('end neither the renewal nor the process: %s', async (_what, stand) => {
    const errors = uncaught();
    replaceTimers(stand);
    const simulator = await simulate({ tokenLifetimeSeconds: 1 });
    const { http, tokens } = await start({
      ...simulator.options,
      pacing: { requests: 2, perMilliseconds: 20 },
    });

    await tokens.getToken();
    await Promise.all(Array.from({ length: 4 }, () => http.axiosRef.get('/customers')));
    await until(() => tokens.snapshot().generation === 3);

    expect((await http.axiosRef.get('/customers')).status).toBe(200);
    expect(errors).toEqual([]);
  });

  it('do not keep tenants away', async () => {
    const errors = uncaught();
    replaceTimers(() => (last += 1));
    const simulator = await simulate();
    const options = { tenants: { resolve: () => simulator.options } };
    const { tenants } = await start({ ...simulator.options, ...options });

    const { httpService } = await tenants.get('one');

    expect((await httpService.axiosRef.get('/customers')).status).toBe(200);
    expect(errors).toEqual([]);
  });

  it('that cannot be set for a renewal are told once in the log, and calls go on', async () => {
    const errors = uncaught();
    const logged: string[] = [];
    vi.spyOn(Logger.prototype, 'error').mockImplementation((text: unknown) => {
      logged.push(String(text));
    });
    const { setTimeout: real } = globalThis;
    onTestFinished(() => {
      globalThis.setTimeout = real;
      vi.restoreAllMocks();
    });
    const simulator = await simulate({ tokenLifetimeSeconds: 1 });
    const { http, tokens } = await start({ ...simulator.options, warmUp: false });
    globalThis.setTimeout = ((run: () => void, milliseconds: number) => {
      // Only the timer of a renewal comes from there.
      if (/RefreshTimer/.test(new Error('where from').stack ?? '')) throw new Error('no timers left');
      return real(run, milliseconds);
    }) as typeof setTimeout;

    for (let renewed = 0; renewed < 3; renewed += 1) {
      const before = tokens.snapshot().generation;
      expect((await http.axiosRef.get('/customers')).status).toBe(200);
      tokens.invalidate(await tokens.getToken());
      await tokens.refresh();
      expect(tokens.snapshot().generation).toBeGreaterThan(before);
      await new Promise((resolve) => real(resolve, 1_100));
    }

    expect(logged.filter((line) => line.includes('no timers left'))).toHaveLength(1);
    expect(errors).toEqual([]);
  });
});

describe('a registry of timers that is a stand-in', () => {
  const broken = (): never => {
    throw new Error('broken registry');
  };
  it.each<[string, object]>([
    ['empty', {}],
    ['throws', { doesExist: broken, addTimeout: broken, getTimeout: broken, deleteTimeout: broken }],
    [
      'answers rubbish',
      { doesExist: () => 'yes', addTimeout: () => 7, getTimeout: () => null, deleteTimeout: () => 7 },
    ],
    [
      'rejects',
      {
        doesExist: () => true,
        addTimeout: () => undefined,
        getTimeout: () => undefined,
        deleteTimeout: broken,
      },
    ],
  ])('ends no renewal: %s', async (_what, registry) => {
    const errors = uncaught();
    const simulator = await simulate({ tokenLifetimeSeconds: 1 });
    const { tokens } = await start(simulator.options, registry);

    await until(() => tokens.snapshot().generation === 3);

    expect(errors).toEqual([]);
  });
});

describe('random numbers that are none', () => {
  it.each<[string, () => unknown]>([
    ['NaN', () => NaN],
    ['undefined', () => undefined],
    ['far too large', () => 1e9],
    ['negative', () => -5],
    [
      'an error',
      () => {
        throw new Error('no entropy');
      },
    ],
  ])('end no renewal, of success or failure: %s', async (_what, random) => {
    const errors = uncaught();
    vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    const simulator = await simulate({ tokenLifetimeSeconds: 1 });
    const { tokens } = await start({ ...simulator.options, warmUp: false });
    vi.spyOn(Math, 'random').mockImplementation(random as () => number);
    await tokens.getToken();
    const { refreshAt, expiresAt } = tokens.snapshot();
    expect(refreshAt?.getTime()).toBeLessThan(expiresAt?.getTime() ?? 0);

    simulator.fault({ on: 'POST /oauth/token', times: 1, status: 503 });
    await until(() => tokens.snapshot().generation === 3);

    expect(errors).toEqual([]);
  });
});

describe('an adapter of the host’s own that fails with what only looks like an error of axios', () => {
  it('is told by what it says', async () => {
    vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    const error = Object.assign(new Error('the line is cut'), { isAxiosError: true, code: 42 });
    const { tokens } = await start({
      environment: 'demo',
      clientId: 'id',
      clientSecret: 'a-secret',
      warmUp: false,
      http: { adapter: () => Promise.reject(error) },
    });

    await expect(tokens.getToken()).rejects.toThrow('the request failed (the line is cut)');
  });
});

describe('a random source that throws', () => {
  it('costs the sharing of tokens, and no token', async () => {
    vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    const simulator = await simulate();
    const { tokens } = await start({
      ...simulator.options,
      warmUp: false,
      tokenStore: {
        store: new MemoryTokenStore(),
        encryption: { keys: [Buffer.alloc(32).toString('base64')] },
      },
    });
    vi.spyOn(crypto, 'randomUUID').mockImplementation(() => {
      throw new Error('no entropy');
    });
    syncBuiltinESMExports();
    onTestFinished(() => {
      vi.restoreAllMocks();
      syncBuiltinESMExports();
    });

    expect(await tokens.getToken()).not.toBe('');
  });
});

describe('abort signals that are not those of Node', () => {
  it('do not keep an application from starting, or tenants away', async () => {
    const { AbortController: real } = globalThis;
    onTestFinished(() => {
      globalThis.AbortController = real;
    });
    // Like jsdom's: neither the controller nor its signal is known to Node.
    globalThis.AbortController = class {
      readonly #controller = new real();
      readonly signal = Object.assign(new StandInTarget(this.#controller.signal), {
        get aborted(): boolean {
          return false;
        },
        throwIfAborted: () => undefined,
      });
      abort(reason?: unknown): void {
        this.#controller.abort(reason);
      }
    } as unknown as typeof AbortController;
    const simulator = await simulate();
    const resolve = (): object => simulator.options;
    const { http, tenants } = await start({ ...simulator.options, tenants: { resolve } });

    expect((await http.axiosRef.get('/customers')).status).toBe(200);
    const { httpService } = await tenants.get('one');
    expect((await httpService.axiosRef.get('/customers')).status).toBe(200);
  });
});

/** Passes listeners on, and is no `EventTarget` of Node's. */
class StandInTarget {
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  addEventListener(type: 'abort', listener: () => void): void {
    this.#signal.addEventListener(type, listener);
  }

  removeEventListener(type: 'abort', listener: () => void): void {
    this.#signal.removeEventListener(type, listener);
  }
}
