import { compare } from './comparison.mjs';
import { instantAdapter, ourServices } from './contenders.mjs';

/** A call of the client beside the same request through the axios instance of its account. */
const CALLS = {
  'customers.get': {
    answer: '{"id":"cus_1","name":"Acme"}',
    typed: (api) => () => api.customers.get('cus_1'),
    plain: (axios) => () => axios.get('/customers/cus_1'),
  },
  'customers.list': {
    answer: '{"data":[],"has_next_page":false}',
    typed: (api) => () => api.customers.list({ limit: 100 }),
    plain: (axios) => () => axios.get('/customers', { params: { limit: 100 } }),
  },
  'customers.create': {
    answer: '{"id":"cus_1","name":"Acme"}',
    typed: (api) => () => api.customers.create({ name: 'Acme', email: 'a@acme.example' }),
    plain: (axios) => () => axios.post('/customers', { name: 'Acme', email: 'a@acme.example' }),
  },
};

/** What each of these calls costs as a ratio to the request that it makes. */
export async function costOfTypedCalls(plan) {
  const rows = {};
  for (const [name, { answer, typed, plain }] of Object.entries(CALLS)) {
    const { service, api, close } = await ourServices({
      baseURL: 'https://api.example',
      adapter: instantAdapter(answer),
    });
    const { axiosRef } = service;
    rows[name] = await compare(
      { floor: plain(axiosRef), floorAgain: plain(axiosRef), ours: typed(api) },
      plan,
    );
    await close();
  }
  return rows;
}

const ROWS = 100;

/** Heap in bytes while a list of ten thousand items is walked, after its pages of these numbers. */
export async function heapOfWalk(pages = [10, 100]) {
  let asked = 0;
  const { api, close } = await ourServices({
    baseURL: 'https://api.example',
    adapter: (config) => instantAdapter(config.url === '/customers' ? page((asked += 1)) : '')(config),
  });
  const heap = {};
  let seen = 0;
  for await (const _ of api.customers.list({ limit: ROWS })) {
    seen += 1;
    if (!pages.includes(seen / ROWS)) continue;
    globalThis.gc();
    heap[seen / ROWS] = process.memoryUsage().heapUsed;
  }
  await close();
  return heap;
}

function page(number) {
  const row = (index) => ({ id: `cus_${number}_${index}`, name: `Company ${number} ${index}`.padEnd(200) });
  return JSON.stringify({
    data: Array.from({ length: ROWS }, (_, index) => row(index)),
    has_next_page: number < 100,
    end_cursor: `cursor-${number}`,
  });
}
