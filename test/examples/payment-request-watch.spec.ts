import { type INestApplicationContext, Logger } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import { AlternativePaymentsClient, AlternativePaymentsModule } from 'nestjs-alternative-payments';
import { type Simulator, startSimulator } from 'nestjs-alternative-payments/testing';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { PaymentRequestTable, PaymentRequestWatch } from '../../docs/examples/payment-request-watch.js';

class TableInMemory extends PaymentRequestTable {
  readonly states = new Map<string, string>();

  async waiting(): Promise<string[]> {
    return [...this.states].filter(([, status]) => status === 'pending').map(([id]) => id);
  }

  async end(id: string, status: string): Promise<void> {
    this.states.set(id, status);
  }
}

const table = new TableInMemory();
let simulator: Simulator;
let application: INestApplicationContext;

beforeAll(async () => {
  // Nothing else of the application is moved by the test.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  simulator = await startSimulator({ rateLimit: false });
  const testing = await Test.createTestingModule({
    imports: [ScheduleModule.forRoot(), AlternativePaymentsModule.forRoot(simulator.options)],
    providers: [PaymentRequestWatch, { provide: PaymentRequestTable, useValue: table }],
  }).compile();
  application = await testing.init();
});

beforeEach(() => {
  table.states.clear();
  simulator.journal.clear();
  simulator.clearFaults();
});

afterAll(async () => {
  await application.close();
  await simulator.close();
  vi.useRealTimers();
});

async function request(): Promise<string> {
  const api = application.get(AlternativePaymentsClient, { strict: false });
  const { id } = await api.paymentRequests.create({
    amount: '10',
    redirect_url: 'https://shop.example/thanks',
  });
  table.states.set(id, 'pending');
  return id;
}

const nextRound = (): unknown => vi.advanceTimersByTime(30_000);
const asked = (id: string): number => simulator.journal.find(`GET /payments/request/${id}`).length;

it('learns in its next round what became of each', async () => {
  const [paid, expired, cancelled, pending] = [
    await request(),
    await request(),
    await request(),
    await request(),
  ];
  simulator.payPaymentRequest(paid);
  simulator.expirePaymentRequest(expired);
  simulator.cancelPaymentRequest(cancelled);
  expect(asked(paid)).toBe(0);
  nextRound();
  await simulator.journal.waitFor(({ path, status }) => path.endsWith(pending) && status === 200);
  await vi.waitFor(() =>
    expect([...table.states.values()]).toEqual(['paid', 'expired', 'cancelled', 'pending']),
  );
});

it('asks for no more of those that have ended', async () => {
  const watch = application.get(PaymentRequestWatch);
  const paid = await request();
  simulator.payPaymentRequest(paid);
  await watch.look();
  await watch.look();
  expect(asked(paid)).toBe(1);
});

it('begins no round while another one goes on', async () => {
  const id = await request();
  const watch = application.get(PaymentRequestWatch);
  await Promise.all([watch.look(), watch.look(), watch.look()]);
  expect(asked(id)).toBe(1);
});

it('goes on to the others where one fails or has a status that is new', async () => {
  const warnings = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
  const [failing, strange, paid] = [await request(), await request(), await request()];
  simulator.fault({ on: `GET /payments/request/${failing}`, status: 501 });
  simulator.fault({ on: `GET /payments/request/${strange}`, body: { id: strange, status: 'held' } });
  simulator.payPaymentRequest(paid);
  await application.get(PaymentRequestWatch).look();
  expect([...table.states.values()]).toEqual(['pending', 'pending', 'paid']);
  expect(warnings.mock.calls.map(([text]) => String(text))).toEqual([
    expect.stringContaining('501'),
    expect.stringContaining('the new status held'),
  ]);
  warnings.mockRestore();
});
