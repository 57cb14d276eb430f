import { HttpService } from '@nestjs/axios';
import { NestFactory } from '@nestjs/core';
import { AxiosError } from 'axios';
import { ApiNotFoundError, getHttpServiceToken } from 'nestjs-alternative-payments';
import { startSimulator } from 'nestjs-alternative-payments/testing';
import { AppModule, BillingService, CustomersService } from './app.module';

/** Does a little and ends; nothing may keep the process. */
async function main(): Promise<void> {
  const simulator = await startSimulator({ seed: true });
  process.env.ALTERNATIVE_PAYMENTS_BASE_URL = simulator.baseURL;
  process.env.ALTERNATIVE_PAYMENTS_CLIENT_ID = simulator.options.clientId;
  process.env.ALTERNATIVE_PAYMENTS_CLIENT_SECRET = simulator.options.clientSecret;
  const application = await NestFactory.createApplicationContext(AppModule, { logger: false });
  const service = application.get(CustomersService);
  console.log((await service.list()).length, 'customers,', service.tokenState);
  const { axiosRef } = application.get<HttpService>(getHttpServiceToken(), { strict: false });
  const error: unknown = await axiosRef.get('/nowhere').catch((reason: unknown) => reason);
  if (!(error instanceof AxiosError)) throw new Error('An error of the API is none of the AxiosError here.');
  const billing = application.get(BillingService);
  console.log((await billing.namesOfCustomers()).join(', '));
  const unknown: unknown = await billing.nameOf('nobody').catch((reason: unknown) => reason);
  if (!(unknown instanceof ApiNotFoundError)) throw new Error('An error of the client is no class of ours.');
  await application.close();
  await simulator.close();
}

void main();
