import { beforeEach, expect, it } from 'vitest';
import { OrderBilling } from '../../docs/examples/bill-once.js';
import {
  type Contract,
  ContractTable,
  type MonthlyResult,
  MonthlyRun,
} from '../../docs/examples/monthly-run.js';
import { BillingTableInMemory } from '../support/billing-table-in-memory.js';
import { clientOfFile } from '../support/client-of-file.js';

class ContractsInMemory extends ContractTable {
  rows: Contract[] = [];

  async billedIn(): Promise<readonly Contract[]> {
    return this.rows;
  }
}

const file = clientOfFile();
const contracts = new ContractsInMemory();
let table: BillingTableInMemory;
let customerId: string;

/** Another process, which knows only what the tables hold. */
const run = (month = '2027-01'): Promise<MonthlyResult> =>
  new MonthlyRun(contracts, new OrderBilling(file.api, table)).run(month, `${month}-31`);

async function invoiced(): Promise<Array<number | undefined>> {
  const invoices = await file.api.invoices.list({ customer_id: customerId }).toArray();
  return invoices.map(({ total }) => total).sort((one = 0, other = 0) => one - other);
}

beforeEach(async () => {
  table = new BillingTableInMemory();
  customerId = (await file.api.customers.create({ name: 'Acme', email: 'billing@acme.example' })).id;
  contracts.rows = ['10.00', '20.00', '30.00'].map((dollars) => ({ id: dollars, customerId, dollars }));
});

it('bills every contract once a month, however often it runs', async () => {
  expect(await run()).toEqual({ billed: 3, open: [] });
  expect(await run()).toEqual({ billed: 3, open: [] });
  expect(await invoiced()).toEqual([10, 20, 30]);
  await run('2027-03');
  expect(await invoiced()).toEqual([10, 10, 20, 20, 30, 30]);
});

it.each([
  ['the API refuses', { customerId: 'cus_of_nobody', dollars: '20.00' }, 'API_UNPROCESSABLE'],
  ['has no usable amount', { dollars: '20.001' }, 'INVALID_ARGUMENT'],
])('goes on after a contract that %s, and names it', async (_what, wrong, code) => {
  contracts.rows[1] = { ...contracts.rows[1]!, ...wrong };
  expect(await run()).toEqual({
    billed: 2,
    open: [{ contract: contracts.rows[1], error: expect.objectContaining({ code }) as Error }],
  });
  expect(await invoiced()).toEqual([10, 30]);
});

it('goes on after an invoice in doubt, and never creates it once more', async () => {
  file.simulator.fault({ on: 'POST /invoices', times: 1, reset: true });
  expect(await run()).toMatchObject({ billed: 2, open: [{ contract: contracts.rows[0] }] });
  expect(await run()).toMatchObject({ billed: 2, open: [{ contract: contracts.rows[0] }] });
  expect(await invoiced()).toEqual([20, 30]);
});

it('ends where the API is away, and goes on with the next run', async () => {
  file.simulator.fault({ on: 'POST /invoices', times: 1, delayMs: 0 });
  const outage = file.simulator.fault({ on: 'api', status: 503, headers: { 'retry-after': '60' } });
  const { sent, error } = await file.watch(() => run());
  expect(error).toMatchObject({ code: 'API_UNAVAILABLE' });
  expect(sent.filter(({ method }) => method === 'POST')).toHaveLength(2);
  outage.remove();
  expect(await run()).toMatchObject({ billed: 2, open: [{ contract: contracts.rows[1] }] });
  expect(await invoiced()).toEqual([10, 30]);
});
