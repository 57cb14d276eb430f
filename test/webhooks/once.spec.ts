import { Injectable } from '@nestjs/common';
import { AlternativePaymentsModule } from 'nestjs-alternative-payments';
import {
  AlternativePaymentsWebhooksModule,
  type DeliveryStore,
  getWebhookDispatcherToken,
  MemoryDeliveryStore,
  OnWebhook,
  type StoredWebhookEvent,
  WebhookDispatcher,
  type WebhookEvent,
} from 'nestjs-alternative-payments/webhooks';
import { describe, expect, it } from 'vitest';
import { until } from '../support/fake-time.js';
import { failureOf } from '../support/failure-of.js';
import { ACCOUNT, delivery, type Receiver, type Reply, SECRET, startReceiver } from '../support/webhooks.js';

/** A second handler, which the test has fail. */
@Injectable()
class Second {
  runs = 0;
  failures: unknown[] = [];

  @OnWebhook('*')
  run(_event: WebhookEvent): void {
    this.runs += 1;
    if (this.failures.length > 0) throw this.failures.shift();
  }
}

/** A door that the test opens. */
function door(): { open: () => void; passed: Promise<void> } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { open, passed };
}

const dispatcherOf = ({ application }: Receiver): WebhookDispatcher =>
  application.get(WebhookDispatcher, { strict: false });

/** A store that fails as often as the test says. */
function unsteady(): { store: DeliveryStore; failures: Record<string, number>; calls: string[] } {
  const memory = new MemoryDeliveryStore();
  const failures: Record<string, number> = {};
  const calls: string[] = [];
  const store = new Proxy(memory, {
    get:
      (target, name: keyof DeliveryStore) =>
      async (...given: never[]) => {
        calls.push(name);
        const left = failures[name] ?? 0;
        failures[name] = left - 1;
        if (left > 0) throw new Error('the store is away');
        return (target[name] as (...all: never[]) => unknown)(...given);
      },
  });
  return { store, failures, calls };
}

describe('a delivery', () => {
  it('that comes fifty times at once is handled once; the others are to come again, and are then answered with 200', async () => {
    const { post, recorder } = await startReceiver();
    const { open, passed } = door();
    recorder.handle = () => passed;
    const body = delivery('invoice_paid');
    const replies: Reply[] = [];
    const all = Array.from({ length: 50 }, async () => replies.push(await post({ body })));
    await until(() => replies.length === 49);
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([503]));
    expect(Number(replies[0]?.headers['retry-after'])).toBeGreaterThan(0);
    open();
    await Promise.all(all);
    expect(replies.at(-1)?.status).toBe(200);
    expect((await post({ body })).status).toBe(200);
    expect(recorder.events).toHaveLength(1);
  });

  it('runs again only the handlers that have failed, and the others although one has failed', async () => {
    const receiver = await startReceiver({ providers: [Second] });
    const { post, recorder, application, logs } = receiver;
    const second = application.get(Second);
    recorder.handle = () => {
      if (recorder.events.length === 1) throw new Error('not yet');
    };
    const body = delivery('invoice_paid');
    expect((await post({ body })).status).toBe(500);
    expect([recorder.events.length, second.runs]).toEqual([1, 1]);
    expect(logs.own.join('\n')).toMatch(/error Recorder\.note has failed on invoice_paid .*: not yet/);
    expect((await post({ body })).status).toBe(200);
    expect([recorder.events.length, second.runs]).toEqual([2, 1]);
    expect((await post({ body })).status).toBe(200);
    expect([recorder.events.length, second.runs]).toEqual([2, 1]);
  });

  it.each<[string, unknown]>([
    ['an error', new Error('no')],
    ['undefined', undefined],
    ['text', 'no'],
    ['an object without a prototype', Object.create(null)],
  ])('fails if a handler throws %s', async (_, thrown) => {
    const { post, application } = await startReceiver({ providers: [Second] });
    application.get(Second).failures = [thrown];
    const body = delivery('x');
    expect((await post({ body })).status).toBe(500);
    expect((await post({ body })).status).toBe(200);
  });

  it('that takes longer than the answer may is answered with 503; its work goes on, and its end is remembered', async () => {
    const { post, recorder } = await startReceiver({ webhooks: { answerWithinMs: 50 } });
    const { open, passed } = door();
    recorder.handle = () => passed;
    const body = delivery('x');
    expect((await post({ body })).status).toBe(503);
    expect((await post({ body })).status).toBe(503);
    open();
    await until(() => recorder.events.length === 1);
    await passed;
    let last: Reply | undefined;
    while (last?.status !== 200) last = await post({ body });
    expect(recorder.events).toHaveLength(1);
  });

  it('whose handler fails after the answer does no harm, and is handled at the next attempt', async () => {
    const { post, recorder, logs } = await startReceiver({ webhooks: { answerWithinMs: 50 } });
    const { open, passed } = door();
    recorder.handle = () => passed.then(() => Promise.reject(new Error('too late')));
    const body = delivery('x');
    expect((await post({ body })).status).toBe(503);
    open();
    await until(() => logs.own.some((line) => line.includes('too late')));
    recorder.handle = () => undefined;
    let last: Reply | undefined;
    while (last?.status !== 200) last = await post({ body });
    expect(recorder.events).toHaveLength(2);
  });

  it('is answered only once it is handled if answerWithinMs is false', async () => {
    const { post, recorder } = await startReceiver({ webhooks: { answerWithinMs: false } });
    recorder.handle = () => new Promise((resolve) => setTimeout(resolve, 100));
    expect((await post({ body: delivery('x') })).status).toBe(200);
  });

  it('that differs in topic, tenant or account is another one', async () => {
    const store = new MemoryDeliveryStore();
    const { post, recorder } = await startReceiver({
      webhooks: { path: 'hooks/:tenant', store },
      imports: [
        AlternativePaymentsModule.forRoot({ ...ACCOUNT, name: 'eu' }),
        AlternativePaymentsWebhooksModule.forRoot({
          account: 'eu',
          path: 'eu/:tenant',
          secrets: SECRET,
          store,
        }),
      ],
    });
    const of = (path: string, topic: string) =>
      post({ path, body: delivery(topic, { idempotency_key: 'k'.repeat(10_000) }) });
    for (const path of ['/hooks/one', '/hooks/two', '/eu/one'])
      for (const topic of ['x', 'y', 'x']) expect((await of(path, topic)).status).toBe(200);
    expect(recorder.events.map(({ account, tenant, topic }) => [account, tenant, topic])).toEqual([
      ['default', 'one', 'x'],
      ['default', 'one', 'y'],
      ['default', 'two', 'x'],
      ['default', 'two', 'y'],
      ['eu', 'one', 'x'],
      ['eu', 'one', 'y'],
    ]);
  });

  it('is the same as another where deduplicateBy says so; if that returns no text, it is not lost', async () => {
    const deduplicateBy = ({ body }: StoredWebhookEvent) =>
      body['topic'] === 'odd' ? (Promise.resolve('x') as never) : String(body['entity_id']);
    const { post, recorder, logs } = await startReceiver({ webhooks: { deduplicateBy } });
    for (const topic of ['x', 'y'])
      expect((await post({ body: delivery(topic, { entity_id: 'e' }) })).status).toBe(200);
    expect(recorder.topics).toEqual(['x']);
    expect((await post({ body: delivery('odd') })).status).toBe(500);
    expect(logs.own.join('\n')).toMatch(/"deduplicateBy" has to return text/);
  });

  it('writes no lines of its own into the log', async () => {
    const { post, recorder, logs } = await startReceiver();
    recorder.handle = () => {
      throw new Error('no');
    };
    await post({ body: delivery('x\nerror forged', { idempotency_key: `k\r\n${'k'.repeat(1_000)}` }) });
    expect(logs.lines.join('\n')).not.toMatch(/^error forged/m);
    expect(logs.lines.join('\n')).toMatch(/on x\?error forged k\?\?k{97}:/);
  });
});

describe('a store that is away', () => {
  it('has a delivery sent again, and no handler runs', async () => {
    const { store, failures } = unsteady();
    const { post, recorder, logs } = await startReceiver({ webhooks: { store } });
    failures['claim'] = 1;
    const body = delivery('x');
    const reply = await post({ body });
    expect([reply.status, reply.headers['retry-after']]).toEqual([503, '5']);
    expect(recorder.events).toEqual([]);
    expect(logs.own.join('\n')).toMatch(/store has failed.*the store is away/);
    expect((await post({ body })).status).toBe(200);
    expect(recorder.events).toHaveLength(1);
  });

  it('for a while only is told nevertheless what handlers have done, so that they do not run again', async () => {
    const { store, failures, calls } = unsteady();
    const { post, recorder } = await startReceiver({ webhooks: { store } });
    failures['markHandler'] = 1;
    failures['complete'] = 2;
    const body = delivery('x');
    expect((await post({ body })).status).toBe(200);
    expect((await post({ body })).status).toBe(200);
    expect(recorder.events).toHaveLength(1);
    expect(calls).toEqual([
      'claim',
      'markHandler',
      'markHandler',
      'complete',
      'complete',
      'complete',
      'claim',
    ]);
  });
});

describe('a delivery that is handed over', () => {
  const queued = async () => {
    const queue: StoredWebhookEvent[] = [];
    const state = { isAway: false };
    const handOver = async (event: StoredWebhookEvent): Promise<void> => {
      if (state.isAway) throw new Error('the queue is away');
      // A queue keeps text.
      queue.push(JSON.parse(JSON.stringify(event)) as StoredWebhookEvent);
    };
    return { queue, state, ...(await startReceiver({ webhooks: { handOver } })) };
  };

  it('is answered once the queue has it, handed over once, and handled once by a worker', async () => {
    const receiver = await queued();
    const { post, queue, recorder } = receiver;
    const body = delivery('invoice_paid');
    for (const status of [200, 200]) expect((await post({ body })).status).toBe(status);
    expect(queue).toHaveLength(1);
    expect(recorder.events).toEqual([]);
    const dispatcher = dispatcherOf(receiver);
    expect(await dispatcher.dispatch(queue[0]!)).toBe('handled');
    expect(await dispatcher.dispatch(queue[0]!)).toBe('repeated');
    expect(recorder.events).toHaveLength(1);
    expect(recorder.events[0]).toMatchObject({
      topic: 'invoice_paid',
      known: true,
      id: body.idempotency_key,
    });
  });

  it('is sent again if the queue does not take it', async () => {
    const { post, queue, state } = await queued();
    state.isAway = true;
    const body = delivery('x');
    expect((await post({ body })).status).toBe(500);
    state.isAway = false;
    expect((await post({ body })).status).toBe(200);
    expect(queue).toHaveLength(1);
  });

  it('tells the worker why it was not handled', async () => {
    const receiver = await queued();
    const { post, queue, recorder } = receiver;
    await post({ body: delivery('x') });
    const dispatcher = dispatcherOf(receiver);
    recorder.handle = () => {
      throw new RangeError('not yet');
    };
    await expect(dispatcher.dispatch(queue[0]!)).rejects.toThrow(RangeError);
    const { open, passed } = door();
    recorder.handle = () => passed;
    const first = dispatcher.dispatch(queue[0]!);
    await until(() => recorder.events.length === 2);
    const busy = await failureOf(dispatcher.dispatch(queue[0]!));
    expect(busy).toMatchObject({ code: 'DELIVERY_BUSY', eventId: queue[0]?.id });
    open();
    expect(await first).toBe('handled');
  });

  it('has to be an event as it was handed over, and one of this account', async () => {
    const receiver = await queued();
    await receiver.post({ body: delivery('x') });
    const [event] = receiver.queue;
    const dispatcher = receiver.application.get<WebhookDispatcher>(getWebhookDispatcherToken(), {
      strict: false,
    });
    expect(dispatcher).toBe(dispatcherOf(receiver));
    for (const wrong of [
      undefined,
      null,
      'text',
      {},
      { ...event, version: 2 },
      { ...event, body: {} },
      { ...event, id: 1 },
    ])
      await expect(dispatcher.dispatch(wrong as never)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(dispatcher.dispatch({ ...event!, account: 'eu' })).rejects.toThrow(
      /account "eu".*account "default"/,
    );
    await expect(dispatcher.sync()).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});
