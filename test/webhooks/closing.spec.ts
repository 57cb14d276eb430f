import { once } from 'node:events';
import { connect } from 'node:net';
import { AlternativePaymentsClient } from 'nestjs-alternative-payments';
import { WebhookDispatcher } from 'nestjs-alternative-payments/webhooks';
import { describe, expect, it } from 'vitest';
import { until } from '../support/fake-time.js';
import { failureOf } from '../support/failure-of.js';
import { simulate } from '../support/simulator.js';
import { delivery, type Platform, PLATFORMS, SECRET, startReceiver } from '../support/webhooks.js';

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
