import type { AxiosInstance } from 'axios';
import type { AnswerShape, Fault, Simulator, SimulatorOptions } from 'nestjs-alternative-payments/testing';
import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { simulate } from '../support/simulator.js';

interface Page {
  data: { name: string }[];
  start_cursor: string;
  end_cursor: string;
  has_next_page: boolean;
  has_previous_page: boolean;
}

const SEED = Array.from({ length: 5 }, (_, i) => ({ name: `Company ${i + 1}`, email: 'a@example.com' }));

const begin = async (
  options: SimulatorOptions = {},
): Promise<{ simulator: Simulator; http: AxiosInstance }> => {
  const simulator = await simulate({ seed: SEED, ...options });
  const { http } = await startAccount({
    ...simulator.options,
    calls: { retries: 0 },
    warmUp: false,
  });
  return { simulator, http: http.axiosRef };
};

const page = async (http: AxiosInstance, params: object = {}): Promise<Page> =>
  (await http.get<Page>('/customers', { params: { limit: 2, ...params } })).data;

const names = ({ data }: Page): string[] => data.map(({ name }) => name);

describe('An answer of another shape', () => {
  it('has no content, although the request was carried out', async () => {
    const { simulator, http } = await begin();
    const { data } = await page(http);
    const [first] = data as unknown as { id: string }[];
    simulator.fault({ on: 'DELETE /customers/{id}', times: 1, shape: 'no-content' });

    const archived = await http.delete(`/customers/${first?.id}`);

    expect([archived.status, archived.data]).toEqual([204, '']);
    expect(names(await page(http))).toEqual(['Company 2', 'Company 3']);
    expect((await http.delete(`/customers/${first?.id}`)).status).toBe(200);
  });

  it('nests the fields of the page', async () => {
    const { simulator, http } = await begin();
    const { data, ...pagination } = await page(http);
    simulator.fault({ on: 'GET /customers', times: 1, shape: 'nested-pagination' });

    expect(await page(http)).toEqual({ data, pagination });
    expect(await page(http)).toEqual({ data, ...pagination });
  });

  it('is the bare array', async () => {
    const { simulator, http } = await begin();
    const { data } = await page(http);
    simulator.fault({ on: 'GET /customers', shape: 'bare-array', headers: { 'x-old': 'yes' } });

    const answer = await http.get('/customers', { params: { limit: 2 } });

    expect(answer.data).toEqual(data);
    expect(answer.headers['x-old']).toBe('yes');
  });

  it('names the same cursor forwards and backwards', async () => {
    const { simulator, http } = await begin();
    simulator.fault({ on: 'GET /customers', shape: 'stalled-cursor' });

    const first = await page(http, { limit: 5 });
    const second = await page(http, { limit: 5, after: first.end_cursor });
    const back = await page(http, { before: first.start_cursor });

    expect([first.has_next_page, second.has_next_page]).toEqual([true, true]);
    expect(second.end_cursor).toBe(first.end_cursor);
    expect(back).toMatchObject({ start_cursor: first.start_cursor, has_previous_page: true });
  });

  it('refuses a cursor that has ended', async () => {
    const { simulator, http } = await begin();
    simulator.fault({ on: 'GET /customers', shape: 'ended-cursor' });
    const first = await page(http);

    expect(names(first)).toEqual(['Company 1', 'Company 2']);
    for (const name of ['after', 'before']) {
      const refused = page(http, { [name]: first.end_cursor });
      await expect(refused).rejects.toMatchObject({
        response: {
          status: 400,
          data: { code: 'bad_request', validation_errors: { [name]: expect.any(String) } },
        },
      });
    }
  });

  it('caps the page', async () => {
    const { simulator, http } = await begin();
    simulator.fault({ on: 'GET /customers', times: 1, maximumLimit: 3 });

    expect(await page(http, { limit: 4 })).toMatchObject({ data: { length: 3 }, has_next_page: true });
    expect(await page(http, { limit: 4 })).toMatchObject({ data: { length: 4 }, has_next_page: true });
  });

  it.each<AnswerShape>(['nested-pagination', 'bare-array', 'stalled-cursor', 'ended-cursor'])(
    '%s leaves alone what is no list',
    async (shape) => {
      const { simulator, http } = await begin();
      const [first] = (await page(http)).data as unknown as { id: string }[];
      simulator.fault({ on: 'api', shape });

      expect((await http.get(`/customers/${first?.id}`)).data).toEqual(first);
      await expect(http.get('/customers/cus_unknown')).rejects.toMatchObject({ response: { status: 404 } });
    },
  );

  it('is one effect of a fault', async () => {
    const { simulator } = await begin();

    expect(() => simulator.fault({ on: 'any', shape: 'round' as never })).toThrow(
      'shape must be one of no-content, nested-pagination, bare-array, stalled-cursor, ended-cursor, not "round".',
    );
    for (const other of [{ status: 500 }, { maximumLimit: 1 }, { reset: true }] as Partial<Fault>[]) {
      const both = { on: 'any', shape: 'bare-array', ...other } as Fault;
      expect(() => simulator.fault(both)).toThrow(/one effect/);
    }
    expect(() => simulator.fault({ on: 'any', maximumLimit: 0 })).toThrow(/maximumLimit must be/);
  });
});

describe('A maximum of items', () => {
  it('holds for every page, whatever is asked for', async () => {
    const { simulator, http } = await begin({ maximumLimit: 2 });

    const { end_cursor, ...first } = await page(http, { limit: undefined });
    expect(first).toMatchObject({ data: { length: 2 }, has_next_page: true });
    expect(names(await page(http, { limit: 100, after: end_cursor }))).toEqual(['Company 3', 'Company 4']);
    expect(names(await page(http, { limit: 1 }))).toEqual(['Company 1']);
    simulator.fault({ on: 'GET /customers', times: 2, maximumLimit: 1 });
    expect(names(await page(http))).toEqual(['Company 1']);
    await expect(page(http, { limit: 0 })).rejects.toMatchObject({ response: { status: 400 } });
  });
});
