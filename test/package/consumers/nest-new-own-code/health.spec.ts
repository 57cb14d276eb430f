import { NestFactory } from '@nestjs/core';
import { startSimulator } from 'nestjs-alternative-payments/testing';
import { AppModule, Billing } from './app.module.js';

it('is healthy for as long as tokens can be obtained', async () => {
  const simulator = await startSimulator();
  Object.assign(process.env, simulator.env);
  const app = await NestFactory.create(AppModule, { logger: false });
  await app.listen(0, '127.0.0.1');

  await app.get(Billing).customerNames();
  const answer = await fetch(`${await app.getUrl()}/health`);

  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({
    status: 'ok',
    details: { payments: { status: 'up' } },
  });
  await app.close();
  await simulator.close();
});
