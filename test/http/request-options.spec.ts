import { InvalidArgumentError, type TenantsOptions } from 'nestjs-alternative-payments';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { failureOf } from '../support/failure-of.js';
import { pass, useFakeTime } from '../support/fake-time.js';
import { RecordingApi, startRecorded } from '../support/starts.js';
import { startPlatform } from '../support/tenants.js';

beforeEach(useFakeTime);

/** Services of a tenant whose account is not open at the moment. */
async function startTenant() {
  const resolve = vi.fn<TenantsOptions['resolve']>(() => ({ clientId: 'id', clientSecret: 'secret' }));
  const { tenants } = await startPlatform({ resolve }, { http: { adapter: new RecordingApi().adapter } });
  const { httpService } = await tenants.get('partner');
  await tenants.close('partner');
  return { resolve, httpService };
}

const REFUSED: Array<[option: string, given: unknown]> = [
  ['priority', 'low'],
  ['priority', 'Background'],
  ['priority', true],
  ['replay', 'false'],
  ['retry', 0],
  ['timeoutMs', '5000'],
  ['timeoutMs', 0],
  ['timeoutMs', -1],
  ['timeoutMs', Number.NaN],
  ['timeoutMs', Number.POSITIVE_INFINITY],
  ['timeoutMs', 2 ** 31],
  ['timeoutMs', [5_000]],
  ['timeout', 5_000],
  ['toString', 'x'],
];

describe('an option of a request that cannot be', () => {
  it.each(REFUSED)('is refused by its name before anything is sent: %s %o', async (option, given) => {
    const { api, http } = await startRecorded();
    const error = await failureOf(
      http.axiosRef.get('/customers?secret=1', { alternativePayments: { [option]: given } }),
    );
    expect(error).toBeInstanceOf(InvalidArgumentError);
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', isAxiosError: true });
    expect(error.message).toMatch(new RegExp(`^GET /customers has "alternativePayments.${option}"`));
    expect(error.message).toMatch(/Nothing was sent\.$/);
    expect(api.starts).toEqual([]);
  });

  it.each(['background', true, ['background'], () => 'background'])(
    'is refused likewise where all of them are %o',
    async (given) => {
      const { api, http } = await startRecorded();
      const error = await failureOf(
        http.axiosRef.get('/customers', { alternativePayments: given as object }),
      );
      expect(error).toMatchObject({
        code: 'INVALID_ARGUMENT',
        message: expect.stringContaining('an object with replay, retry, priority, timeoutMs'),
      });
      expect(api.starts).toEqual([]);
    },
  );

  it('is refused before the account of a tenant is opened', async () => {
    const { resolve, httpService } = await startTenant();
    const failure = failureOf(
      httpService.axiosRef.get('/customers', { alternativePayments: { timeoutMs: -1 } }),
    );
    expect(await failure).toMatchObject({ code: 'INVALID_ARGUMENT', isAxiosError: true });
    expect(resolve).toHaveBeenCalledTimes(1);
  });
});

it.each([undefined, null, {}, { priority: undefined, timeoutMs: null, retry: null, replay: undefined }])(
  'takes options that are left out as such: %o',
  async (given) => {
    const { http } = await startRecorded();
    const alternativePayments = given as object;
    const { status } = await http.axiosRef.get('/customers', { alternativePayments });
    expect(status).toBe(200);
  },
);

describe('timeoutMs of a request', () => {
  it.each([
    ['shorter', 500],
    ['longer', 90_000],
  ])('holds in place of calls.timeoutMs where it is %s', async (_what, timeoutMs) => {
    const { api, http } = await startRecorded();
    api.answer = () => ({ afterMs: 1_000_000 });
    let error: unknown;
    const config = { timeout: 0, alternativePayments: { timeoutMs } };
    void failureOf(http.axiosRef.post('/invoices', {}, config)).then((reason) => (error = reason));
    await pass(timeoutMs - 1);
    expect(error).toBeUndefined();
    await pass(1);
    expect(error).toMatchObject({
      code: 'CALL_TIMED_OUT',
      phase: 'answer',
      timeoutMs,
      outcome: 'unknown',
      message: expect.stringMatching(/raise "alternativePayments.timeoutMs"\.$/),
    });
    expect((error as Error).message).not.toContain('nothing was sent');
  });

  it('decides which pauses the call can outlive', async () => {
    const { api, http } = await startRecorded();
    api.answer = () => (api.starts.length === 1 ? { status: 503, retryAfter: '60' } : {});
    const answer = http.axiosRef.get('/customers', { alternativePayments: { timeoutMs: 100_000 } });
    await pass(60_000);
    expect((await answer).status).toBe(200);
  });

  it('may be given for all requests, as a default of the axios instance', async () => {
    const { api, http } = await startRecorded();
    api.answer = () => ({ afterMs: 1_000_000 });
    http.axiosRef.defaults.alternativePayments = { timeoutMs: 500 };
    const failure = failureOf(http.axiosRef.get('/customers'));
    await pass(500);
    expect(await failure).toMatchObject({ code: 'CALL_TIMED_OUT', timeoutMs: 500 });
  });

  it('counts the time in which the account of a tenant is opened', async () => {
    const { resolve, httpService } = await startTenant();
    resolve.mockReturnValue(new Promise<never>(() => undefined));
    const failure = failureOf(
      httpService.axiosRef.get('/customers', { alternativePayments: { timeoutMs: 500 } }),
    );
    await pass(500);
    expect(await failure).toMatchObject({
      code: 'CALL_TIMED_OUT',
      phase: 'account',
      timeoutMs: 500,
      message: expect.stringContaining('to be opened, and nothing was sent.'),
    });
  });
});
