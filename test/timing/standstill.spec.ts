// The decision is a pure function inside the package, and is tried here directly; that every timeout keeps to it is proved
// with processes that really stand still, in process/standstill.spec.ts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLate, judgeFiring } from '../../lib/timing/timeout.js';
import { startAccount } from '../support/application.js';
import { pass, standStill, until, useFakeTime } from '../support/fake-time.js';

const instants = fc.double({ min: 0, max: 1e12, noNaN: true });
const delays = fc.double({ min: -1_000, max: 1e9, noNaN: true });
const STRICTNESS = ['counts', 'read first', 'wait a moment'];

describe('a timer that fires', () => {
  it('counts at once only where sockets have just been read', () => {
    fc.assert(
      fc.property(instants, delays, (dueAt, delay) => {
        const lateMs = dueAt + delay - dueAt;
        expect(judgeFiring(dueAt, dueAt + delay) === 'counts').toBe(lateMs < 1);
      }),
    );
  });

  it('is believed the less the later it is', () => {
    fc.assert(
      fc.property(instants, delays, delays, (dueAt, one, other) => {
        const [sooner, later] = [Math.min(one, other), Math.max(one, other)].map((delay) =>
          STRICTNESS.indexOf(judgeFiring(dueAt, dueAt + delay)),
        );
        expect(sooner).toBeLessThanOrEqual(later!);
      }),
    );
  });

  it('leaves a moment exactly where the process stood still, which no jitter passes for', () => {
    fc.assert(
      fc.property(instants, delays, (dueAt, delay) => {
        const at = dueAt + delay;
        const lateMs = at - dueAt;
        expect(judgeFiring(dueAt, at) === 'wait a moment').toBe(isLate(dueAt, at));
        expect(lateMs <= 50 && isLate(dueAt, at)).toBe(false);
        expect(lateMs < 250 || isLate(dueAt, at)).toBe(true);
      }),
    );
  });
});

/** An account whose calls are answered when the test says so. */
async function answerable(timeoutMs: number): Promise<{
  /** Settles once the call is under way. */
  begin: () => Promise<{ result: Promise<unknown> }>;
  answer: () => void;
}> {
  let answer: (() => void) | undefined;
  const { http, tokens } = await startAccount({
    baseURL: 'https://api.example',
    clientId: 'id',
    clientSecret: 'a-secret',
    calls: { timeoutMs: 3_600_000 },
    http: {
      timeout: timeoutMs,
      adapter: async (config) => {
        const isToken = config.url === '/oauth/token';
        if (!isToken) await new Promise<void>((resolve) => (answer = resolve));
        const data = isToken ? '{"access_token":"a-token","token_type":"Bearer","expires_in":86400}' : 'here';
        return { config, data, status: 200, statusText: 'OK', headers: {} };
      },
    },
  });
  await tokens.getToken();
  const begin = async (): Promise<{ result: Promise<unknown> }> => {
    answer = undefined;
    const result = http.axiosRef.get('/customers').then(
      ({ data }) => data as unknown,
      ({ code }: { code: unknown }) => code,
    );
    await until(() => answer !== undefined);
    return { result };
  };
  return { begin, answer: () => answer?.() };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('an attempt during which the process stood still', () => {
  const TIMEOUT_MS = 5_000;
  const standstills = fc.record({
    ranMs: fc.integer({ min: 0, max: TIMEOUT_MS - 1 }),
    lateMs: fc.integer({ min: 1, max: 600_000 }),
  });

  it('has the answer that is read first thereafter', async () => {
    useFakeTime();
    const { begin, answer } = await answerable(TIMEOUT_MS);
    await fc.assert(
      fc.asyncProperty(standstills, async ({ ranMs, lateMs }) => {
        const { result } = await begin();
        await pass(ranMs);
        standStill(TIMEOUT_MS - ranMs + lateMs);
        await turn();
        answer();
        expect(await result).toBe('here');
      }),
      { numRuns: 50 },
    );
  });

  it('is over a moment later where there is no answer', async () => {
    useFakeTime();
    const { begin } = await answerable(TIMEOUT_MS);
    await fc.assert(
      fc.asyncProperty(standstills, async ({ ranMs, lateMs }) => {
        const { result } = await begin();
        await pass(ranMs);
        standStill(TIMEOUT_MS - ranMs + lateMs);
        await pass(100);
        expect(await result).toBe('ECONNABORTED');
      }),
      { numRuns: 50 },
    );
  });
});
