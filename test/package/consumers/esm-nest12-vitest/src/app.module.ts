import { HttpService } from '@nestjs/axios';
import { type DynamicModule, Injectable, Module } from '@nestjs/common';
import {
  AlternativePaymentsClient,
  AlternativePaymentsModule,
  type AlternativePaymentsModuleOptions,
  InjectHttpService,
  TokenService,
  type TokenSnapshot,
} from 'nestjs-alternative-payments';
import type { Customer } from 'nestjs-alternative-payments/testing';
import { firstValueFrom } from 'rxjs';

/** Injects the default account by type, and a second one by name. */
@Injectable()
export class CustomersService {
  constructor(
    private readonly http: HttpService,
    private readonly tokens: TokenService,
    @InjectHttpService('eu') private readonly euHttp: HttpService,
  ) {}

  async list(): Promise<Customer[]> {
    const answers = await Promise.all(
      [this.http, this.euHttp].map((http) =>
        firstValueFrom(
          http.get<{ data: Customer[] }>('/customers', { alternativePayments: { replay: false } }),
        ),
      ),
    );
    return answers.flatMap(({ data }) => data.data);
  }

  tokenState(): TokenSnapshot {
    return this.tokens.snapshot();
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

@Module({})
export class AppModule {
  static on(options: AlternativePaymentsModuleOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        AlternativePaymentsModule.forRootAsync({ useFactory: () => Promise.resolve(options) }),
        AlternativePaymentsModule.forRoot({ name: 'eu', ...options }),
      ],
      providers: [CustomersService, BillingService],
    };
  }
}
