import { NestFactory } from '@nestjs/core';
import { startSimulator } from 'nestjs-alternative-payments/testing';
import { AppModule, Billing } from './app.module.js';
import { Books } from './books.js';

it('settles an invoice that is paid', async () => {
  const seed = [{ id: 'cus_1', name: 'Acme', email: 'ap@acme.example' }];
  const simulator = await startSimulator({ seed });
  Object.assign(process.env, simulator.env);
  const app = await NestFactory.create(AppModule, { logger: false });
  await app.listen(0, '127.0.0.1');
  const secret = process.env.ALTERNATIVE_PAYMENTS_WEBHOOK_SECRETS;
  simulator.webhooks.subscribe(
    `${await app.getUrl()}/webhooks/alternative-payments`,
    { secret },
  );

  const { id } = await app.get(Billing).bill('cus_1');
  simulator.payInvoice(id);
  await simulator.webhooks.settled();

  expect(app.get(Books).settled).toMatchObject([{ id, status: 'paid' }]);
  await app.close();
  await simulator.close();
});
