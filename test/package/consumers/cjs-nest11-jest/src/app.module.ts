import { HttpService } from '@nestjs/axios';
import { Injectable, Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { ScheduleModule } from '@nestjs/schedule';
import {
  AlternativePaymentsClient,
  AlternativePaymentsModule,
  alternativePaymentsConfig,
  TokenService,
  type TokenStateName,
} from 'nestjs-alternative-payments';
import type { Customer } from 'nestjs-alternative-payments/testing';
import { firstValueFrom } from 'rxjs';

/** Injects by type alone. */
@Injectable()
export class CustomersService {
  constructor(
    private readonly http: HttpService,
    private readonly tokens: TokenService,
  ) {}

  async list(): Promise<Customer[]> {
    const { data } = await firstValueFrom(
      this.http.get<{ data: Customer[] }>('/customers', { alternativePayments: { replay: false } }),
    );
    return data.data;
  }

  get tokenState(): TokenStateName {
    return this.tokens.snapshot().state;
  }
}

/** Uses the client, which every module has. */
@Injectable()
export class BillingService {
  constructor(private readonly api: AlternativePaymentsClient) {}

  async namesOfCustomers(): Promise<string[]> {
    const names: string[] = [];
    for await (const { name = 'nameless' } of this.api.customers.list()) names.push(name);
    return names;
  }

  async nameOf(id: string): Promise<string | undefined> {
    const { data } = await this.api.customers.get(id).withResponse();
    return data.name;
  }
}

@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true }),
    ScheduleModule.forRoot(),
    AlternativePaymentsModule.forRootAsync(alternativePaymentsConfig.asProvider()),
  ],
  providers: [CustomersService, BillingService],
})
export class AppModule {}
