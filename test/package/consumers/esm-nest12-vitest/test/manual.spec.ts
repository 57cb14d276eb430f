import { HttpModule, HttpService } from '@nestjs/axios';
import { type INestApplicationContext, Module, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  AlternativePaymentsModule,
  type AlternativePaymentsModuleOptions,
} from 'nestjs-alternative-payments';
import { type Simulator, startSimulator } from 'nestjs-alternative-payments/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
// These are the snippets of the documentation, which the script that runs the consumers puts here.
import { CachedHttp } from '../src/manual/cached-http.js';
import { mock, mockedOptions } from '../src/manual/mocked-options.js';
import { Retries } from '../src/manual/retries.js';
import { countCustomers } from '../src/manual/script.js';

let simulator: Simulator;
let application: INestApplicationContext | undefined;

beforeEach(async () => {
  simulator = await startSimulator({ seed: true, rateLimit: false });
});

afterEach(async () => {
  await application?.close();
  await simulator.close();
});

async function open(
  options: AlternativePaymentsModuleOptions,
  providers: Type[] = [],
  imports: Type[] = [],
): Promise<INestApplicationContext> {
  @Module({ imports: [...imports, AlternativePaymentsModule.forRoot(options)], providers })
  class Root {}
  application = await (await Test.createTestingModule({ imports: [Root] }).compile()).init();
  return application;
}

it('answers from a cache in front cost nothing of the rate budget', async () => {
  // A second start of an API request would have to wait for an hour.
  const pacing = { requests: 2, perMilliseconds: 3_600_000 };
  const { axios } = (await open({ ...simulator.options, pacing }, [CachedHttp])).get(CachedHttp);

  const answers = [];
  for (let index = 0; index < 5; index += 1) answers.push(await axios.get('/customers'));

  expect(answers.map(({ cached }) => cached)).toEqual([false, true, true, true, true]);
  expect(answers.at(-1)?.data).toEqual(answers[0]?.data);
  expect(simulator.journal.find('GET /customers')).toHaveLength(1);
});

it('a request that the cache hands on fails as it does without a cache', async () => {
  const { axios } = (await open(simulator.options, [CachedHttp])).get(CachedHttp);

  await expect(axios.get('/customers/unknown')).rejects.toMatchObject({
    isAxiosError: true,
    response: { status: 404 },
  });
});

it('axios-retry repeats what changes nothing, and nothing else', async () => {
  const application = await open({ ...simulator.options, calls: { retries: 0 } }, [Retries]);
  const { axiosRef } = application.get(HttpService);

  simulator.fault({ on: 'GET /customers', times: 1, status: 503 });
  expect((await axiosRef.get('/customers')).status).toBe(200);

  simulator.fault({ on: 'POST /invoices', times: 1, status: 503 });
  await expect(axiosRef.post('/invoices', {})).rejects.toMatchObject({ response: { status: 503 } });
  expect(simulator.journal.find('POST /invoices')).toHaveLength(1);
});

it('a mock given as an option answers the token request, too', async () => {
  mock.onGet('/customers').reply(200, { data: ['mocked'] });
  const { axiosRef } = (await open({ ...mockedOptions, warmUp: false })).get(HttpService);

  expect((await axiosRef.get('/customers')).data).toEqual({ data: ['mocked'] });
  expect(mock.history.post).toHaveLength(1);
});

it("a script gets our HttpService although another module has Nest's", async () => {
  @Module({ imports: [HttpModule], exports: [HttpModule] })
  class Others {}
  const application = await open(simulator.options, [], [Others]);

  expect(await countCustomers(application)).toBeGreaterThan(0);
});
