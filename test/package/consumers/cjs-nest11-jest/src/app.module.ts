import { HttpService } from '@nestjs/axios';
import { Injectable, Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { ScheduleModule } from '@nestjs/schedule';
import {
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

@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true }),
    ScheduleModule.forRoot(),
    AlternativePaymentsModule.forRootAsync(alternativePaymentsConfig.asProvider()),
  ],
  providers: [CustomersService],
})
export class AppModule {}
