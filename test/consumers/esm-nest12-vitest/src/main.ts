import { NestFactory } from '@nestjs/core';
import { startSimulator } from 'nestjs-alternative-payments/testing';
import { AppModule, CustomersService } from './app.module.js';

/** Does a little and ends; nothing may keep the process. */
const simulator = await startSimulator({ seed: true });
const application = await NestFactory.createApplicationContext(AppModule.on(simulator.options), {
  logger: false,
});
const service = application.get(CustomersService);
console.log((await service.list()).length, 'customers,', service.tokenState().state);
await application.close();
await simulator.close();
