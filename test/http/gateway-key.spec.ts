import { inspect } from 'node:util';
import type { AxiosInstance } from 'axios';
import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { failureOf } from '../support/failure-of.js';
import { simulate } from '../support/simulator.js';

const KEY = 'the-key-of-the-gateway';
const HEADERS = {
  'X-Gateway-Key': KEY,
  post: { 'X-Gateway-Post': KEY },
  common: { 'X-Gateway-Common': KEY },
};

/** Everything that a log could show of a value. */
function printOf(value: object): string {
  const { config, response, request } = value as Record<string, unknown>;
  const print = (one: unknown): string => inspect(one, { depth: 10, showHidden: true });
  return [value, config, response, request].map(print).join('\n') + JSON.stringify(value);
}

describe('a header of the option "http"', () => {
  it.each(['get', 'post'] as const)(
    'is sent, and is shown by neither answer nor error: %s',
    async (method) => {
      const simulator = await simulate();
      const { http } = await startAccount({ ...simulator.options, http: { headers: HEADERS as never } });
      const body = { name: 'Blue Harbor', email: 'ap@blueharbor.example' };

      const answer = await http.axiosRef.request({ method, url: '/customers', data: body });
      const error = await failureOf(http.axiosRef.request({ method, url: '/nowhere', data: body }));

      for (const { headers } of simulator.journal
        .find('* /*')
        .filter(({ path }) => path !== '/oauth/token')) {
        expect(headers).toMatchObject({ 'x-gateway-key': KEY, 'x-gateway-common': KEY });
        expect(headers['x-gateway-post']).toBe(method === 'post' ? KEY : undefined);
      }
      expect(printOf(answer)).not.toContain(KEY);
      expect(printOf(error)).not.toContain(KEY);
    },
  );

  it.each<[what: string, fail: (instance: AxiosInstance) => Promise<unknown>]>([
    ['its caller had given up before', (one) => one.get('/customers', { signal: AbortSignal.abort() })],
    ['it passed no interceptor of ours', (one) => one.create().get('/customers')],
    ['it would leave the origin', (one) => one.get('http://127.0.0.1:1/customers')],
    ['it has a way of its own', (one) => one.get('/customers', { socketPath: '/tmp/socket' })],
  ])('is not shown by the error of a request that was not sent: %s', async (_what, fail) => {
    const simulator = await simulate();
    const { http } = await startAccount({ ...simulator.options, http: { headers: HEADERS as never } });

    const error = await failureOf(fail(http.axiosRef));

    expect(error).toHaveProperty('config.headers');
    expect(printOf(error)).not.toContain(KEY);
    expect(simulator.journal.apiRequests).toEqual([]);
  });

  it('is sent again with a configuration that somebody sends again', async () => {
    const simulator = await simulate();
    const { http } = await startAccount({ ...simulator.options, http: { headers: HEADERS as never } });

    const { config } = await http.axiosRef.get('/customers');
    await http.axiosRef.request(config);

    const sent = simulator.journal.find('GET /customers').map(({ headers }) => headers['x-gateway-key']);
    expect(sent).toEqual([KEY, KEY]);
  });

  it('stays if the caller has given it another value', async () => {
    const simulator = await simulate();
    const { http } = await startAccount({ ...simulator.options, http: { headers: HEADERS as never } });

    const { config } = await http.axiosRef.get('/customers', { headers: { 'X-Gateway-Key': 'mine' } });

    expect(config.headers.get('x-gateway-key')).toBe('mine');
  });
});
