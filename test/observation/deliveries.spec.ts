import { Module } from '@nestjs/common';
import { WebhookDispatcher } from 'nestjs-alternative-payments/webhooks';
import { describe, expect, it } from 'vitest';
import { type DeliveryRecord, OBSERVER, type Observer, type WorkRecord } from '../../lib/wing.js';
import { until } from '../support/fake-time.js';
import { delivery, type Setting, startReceiver } from '../support/webhooks.js';

/** A route of which everything is observed. */
function observed(observer: Observer, setting: Setting = {}) {
  @Module({ providers: [{ provide: OBSERVER, useValue: observer }], exports: [OBSERVER] })
  class Observing {}
  return startReceiver({ ...setting, imports: [{ module: Observing, global: true }] });
}

const never = (): Promise<never> => new Promise(() => undefined);
const failing = (): never => {
  throw new Error('the observer is broken');
};

type Around = <T>(record: unknown, run: () => Promise<T>) => Promise<T>;

const FAILING: Record<string, Around> = {
  'throws before': failing,
  'throws after': async (_record, run) => {
    await run();
    return failing();
  },
  'does not run it': (() => Promise.resolve()) as unknown as Around,
  'freezes what it is told': (record, run) => {
    Object.freeze(record);
    return run();
  },
  'runs it twice': async (_record, run) => {
    await run();
    return run();
  },
  'never settles after the answer': async (_record, run) => {
    await run();
    return never();
  },
};

describe('an observer of deliveries', () => {
  it.each(Object.entries(FAILING))('that %s changes nothing', async (_name, around) => {
    const { post, recorder } = await observed({ delivery: around, worked: failing });

    const reply = await post({ body: delivery('invoice_paid') });

    expect(reply.status).toBe(200);
    expect(recorder.topics).toEqual(['invoice_paid']);
  });

  it('that never runs it ends with the time for the answer, and the delivery is to come again', async () => {
    const { post, recorder } = await observed({ delivery: never }, { webhooks: { answerWithinMs: 50 } });

    const reply = await post({ body: delivery('invoice_paid') });

    expect(reply).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    expect(recorder.topics).toEqual([]);
  });

  it('is told the topic once the secret was right, and nothing but the status of what was refused', async () => {
    const records: DeliveryRecord[] = [];
    const { post } = await observed({
      delivery: async (record, run) => {
        const answer = await run();
        records.push(record);
        return answer;
      },
    });

    await post({ body: delivery('invoice_paid') });
    await post({ body: delivery('invoice_paid'), secret: 'a-guess' });
    await post({ body: '[]' });

    expect(records).toEqual([
      { account: 'default', topic: 'invoice_paid', status: 200 },
      { account: 'default', status: 401 },
      { account: 'default', status: 400 },
    ]);
  });

  it('is told the tenant only where the secret was right', async () => {
    const records: DeliveryRecord[] = [];
    const { post } = await observed(
      {
        delivery: async (record, run) => {
          records.push(record);
          return run();
        },
      },
      { webhooks: { path: 'hooks/:tenant' } },
    );

    await post({ path: '/hooks/acme', body: delivery('invoice_paid') });
    await post({ path: '/hooks/acme', body: delivery('invoice_paid'), secret: 'a-guess' });

    expect(records).toEqual([
      { account: 'default', tenant: 'acme', topic: 'invoice_paid', status: 200 },
      { account: 'default', status: 401 },
    ]);
  });
});

describe('an observer of the work on deliveries', () => {
  it('is told how it ended, also long after the answer', async () => {
    const records: WorkRecord[] = [];
    let finish = (): void => undefined;
    const { post, recorder } = await observed(
      { worked: (record) => void records.push(record) },
      { webhooks: { answerWithinMs: 50 } },
    );
    const event = delivery('invoice_paid');

    await post({ body: event });
    await post({ body: event });
    recorder.handle = () => {
      throw new Error('no');
    };
    await post({ body: delivery('payment_failed') });
    recorder.handle = () => new Promise<void>((resolve) => (finish = resolve));
    const late = await post({ body: delivery('payout_paid') });
    expect(late.status).toBe(503);
    finish();
    await until(() => records.length === 4);

    expect(records).toMatchObject([
      { account: 'default', topic: 'invoice_paid', result: 'handled' },
      { topic: 'invoice_paid', result: 'repeated' },
      { topic: 'payment_failed', result: 'failed', error: { message: 'no' } },
      { topic: 'payout_paid', result: 'handled' },
    ]);
  });

  it('is told of a hand-over, and of the work on what comes from the queue', async () => {
    const records: WorkRecord[] = [];
    const queue: never[] = [];
    const { post, application } = await observed(
      { worked: (record) => void records.push(record) },
      { webhooks: { handOver: (event) => void queue.push(event as never) } },
    );

    await post({ body: delivery('invoice_paid') });
    await application.get(WebhookDispatcher, { strict: false }).dispatch(queue[0]!);

    expect(records.map(({ result }) => result)).toEqual(['handed over', 'handled']);
  });
});
