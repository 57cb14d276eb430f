import { once } from 'node:events';
import { connect } from 'node:net';
import { AlternativePaymentsClient } from 'nestjs-alternative-payments';
import {
  MemoryDeliveryStore,
  type StoredWebhookEvent,
  WebhookDispatcher,
} from 'nestjs-alternative-payments/webhooks';
import { describe, expect, it } from 'vitest';
import { pass, until, useFakeTime } from '../support/fake-time.js';
import { failureOf } from '../support/failure-of.js';
import { simulate } from '../support/simulator.js';
import {
  delivery,
  type Platform,
  PLATFORMS,
  type Receiver,
  SECRET,
  startReceiver,
} from '../support/webhooks.js';

describe.each(Object.keys(PLATFORMS) as Platform[])('an application on %s that closes', (platform) => {
  it('lets the delivery in progress end, which may use the API, and takes no further one', async () => {
    const simulator = await simulate({ seed: [{ name: 'Zoë', email: 'zoe@example.com' }] });
    const receiver = await startReceiver({ platform, account: simulator.options });
    const { post, recorder, application } = receiver;
    const [customer] = await application
      .get(AlternativePaymentsClient, { strict: false })
      .customers.list()
      .toArray();
    let open = (): void => undefined;
    const passed = new Promise<void>((resolve) => (open = resolve));
    let name: unknown;
    recorder.handle = async (event) => {
      await passed;
      if (event.topic === 'customer_created' && event.known) name = (await event.fetch()).name;
    };
    const inProgress = post({ body: delivery('customer_created', { entity_id: customer?.id }) });
    await until(() => recorder.events.length === 1);

    let isClosed = false;
    const closing = application.close().then(() => (isClosed = true));
    let status = 200;
    await until(() => {
      post({ body: delivery('x') }).then(
        (reply) => (status = reply.status),
        // The last of them come to a closed server.
        () => undefined,
      );
      return status === 503;
    });
    const dispatcher = application.get(WebhookDispatcher, { strict: false });
    const event = { version: 1, id: 'e', account: 'default', receivedAt: '', body: { topic: 'x' } } as const;
    expect(await failureOf(dispatcher.dispatch(event))).toMatchObject({ code: 'DELIVERY_BUSY' });
    expect(isClosed).toBe(false);
    open();
    expect((await inProgress).status).toBe(200);
    await closing;
    expect(name).toBe('Zoë');
  });

  it('or whose sender hangs up completes and remembers what was begun', async () => {
    const { port, post, recorder } = await startReceiver({ platform });
    let open = (): void => undefined;
    const passed = new Promise<void>((resolve) => (open = resolve));
    recorder.handle = () => passed;
    const body = delivery('invoice_paid');
    const text = JSON.stringify(body);
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      `POST /webhooks/alternative-payments HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${SECRET}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n${text}`,
    );
    await until(() => recorder.events.length === 1);
    socket.destroy();
    await once(socket, 'close');
    open();
    await passed;
    let status = 0;
    while (status !== 200) ({ status } = await post({ body }));
    expect(recorder.events).toHaveLength(1);
  });
});

it('an application closes after half a minute although a handler has not ended, and leaves its delivery claimed', async () => {
  const store = new MemoryDeliveryStore();
  const [closing, other] = [
    await startReceiver({ webhooks: { store } }),
    await startReceiver({ webhooks: { store } }),
  ];
  const dispatch = ({ application }: Receiver) =>
    application.get(WebhookDispatcher, { strict: false }).dispatch(event);
  const event: StoredWebhookEvent = {
    version: 1,
    id: 'e',
    account: 'default',
    receivedAt: '2026-06-01T12:00:00.000Z',
    body: { topic: 'x' },
  };
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  closing.recorder.handle = () => passed;
  useFakeTime();
  const startedAt = Date.now();
  const slow = dispatch(closing);
  await until(() => closing.recorder.events.length === 1);

  let isClosed = false;
  void closing.application.close().then(() => (isClosed = true));
  while (!isClosed) {
    await pass(1_000);
    await new Promise((resolve) => setImmediate(resolve));
  }

  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(30_000);
  // Nest has one logger in a process: that of the application which was made last.
  expect(other.logs.own.join('\n')).toContain(
    'closes although 1 deliveries are still being handled after 30 s',
  );
  expect(await failureOf(dispatch(other))).toMatchObject({ code: 'DELIVERY_BUSY' });
  // What ends after all is remembered.
  open();
  expect(await slow).toBe('handled');
  expect(await dispatch(other)).toBe('repeated');
  expect(other.recorder.events).toEqual([]);
});
