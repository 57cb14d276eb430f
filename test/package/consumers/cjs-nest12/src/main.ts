import { HttpService } from '@nestjs/axios';
import { Injectable, Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { NestFactory } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import {
  AlternativePaymentsClient,
  AlternativePaymentsModule,
  alternativePaymentsConfig,
  ApiNotFoundError,
  TokenService,
} from 'nestjs-alternative-payments';
import { type Customer, startSimulator } from 'nestjs-alternative-payments/testing';
import { firstValueFrom } from 'rxjs';

@Injectable()
class CustomersService {
  constructor(
    private readonly http: HttpService,
    readonly tokens: TokenService,
    readonly api: AlternativePaymentsClient,
  ) {}

  async list(): Promise<Customer[]> {
    // The package's own request option has to be known to the types of this HttpService.
    const { data } = await firstValueFrom(
      this.http.get<{ data: Customer[] }>('/customers', { alternativePayments: { replay: false } }),
    );
    return data.data;
  }
}

@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true }),
    ScheduleModule.forRoot(),
    AlternativePaymentsModule.forRootAsync(alternativePaymentsConfig.asProvider()),
  ],
  providers: [CustomersService],
})
class AppModule {}

/** Does a little and ends; nothing may keep the process. */
async function main(): Promise<void> {
  const simulator = await startSimulator({ seed: true });
  const { clientId, clientSecret } = simulator.options;
  process.env['ALTERNATIVE_PAYMENTS_BASE_URL'] = simulator.baseURL;
  process.env['ALTERNATIVE_PAYMENTS_CLIENT_ID'] = clientId;
  process.env['ALTERNATIVE_PAYMENTS_CLIENT_SECRET'] = clientSecret;
  const application = await NestFactory.createApplicationContext(AppModule, { logger: ['error'] });
  const customers = application.get(CustomersService);
  console.log((await customers.list()).length, 'customers,', customers.tokens.snapshot().state);
  const [first] = await customers.api.customers.list().toArray();
  const { data, status } = await customers.api.customers.get(String(first?.id)).withResponse();
  console.log(status, data.name);
  const unknown: unknown = await customers.api.invoices.get('none').catch((reason: unknown) => reason);
  if (!(unknown instanceof ApiNotFoundError)) throw new Error('An error of the client is no class of ours.');
  await application.close();
  await simulator.close();
}

void main();
