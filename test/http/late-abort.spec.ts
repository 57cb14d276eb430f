import axios, { type AxiosAdapter, AxiosHeaders } from 'axios';
import { isOutcomeUnknown } from 'nestjs-alternative-payments';
import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { simulate } from '../support/simulator.js';

/** Runs something after this many microtasks. */
async function after(microtasks: number, run: () => void): Promise<void> {
  for (let left = microtasks; left > 0; left -= 1) await Promise.resolve();
  run();
}

describe('a caller who gives up a POST just as its answer arrives', () => {
  const moments = Array.from({ length: 40 }, (_, microtasks) => microtasks);

  it.each(['signal', 'cancelToken'] as const)(
    'has the answer, or knows that the outcome is unknown, at whatever moment: %s',
    async (by) => {
      const simulator = await simulate();
      const { http, tokens } = await startAccount(simulator.options);
      await tokens.getToken();

      for (const moment of moments) {
        const controller = new AbortController();
        const source = axios.CancelToken.source();
        const adapter: AxiosAdapter = (config) => {
          void after(moment, () => (by === 'signal' ? controller.abort() : source.cancel()));
          const headers = new AxiosHeaders();
          return Promise.resolve({ status: 201, statusText: 'Created', data: '{}', headers, config });
        };
        const call = http.axiosRef.post(
          '/invoices',
          {},
          { adapter, ...(by === 'signal' ? { signal: controller.signal } : { cancelToken: source.token }) },
        );

        const ending = await call.then(
          ({ status }) => status,
          (error: unknown) => (isOutcomeUnknown(error) ? 'unknown' : error),
        );

        expect({ moment, ending }).toEqual({ moment, ending: expect.toBeOneOf([201, 'unknown']) });
      }
    },
  );
});
