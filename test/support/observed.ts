import type { AxiosInstance } from 'axios';
import type { HttpService } from '@nestjs/axios';
import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import {
  AlternativePaymentsClient,
  AlternativePaymentsModule,
  type AlternativePaymentsModuleOptions,
  AlternativePaymentsTenants,
  getHttpServiceToken,
  TokenService,
} from 'nestjs-alternative-payments';
import {
  AlternativePaymentsOpenTelemetryModule,
  type AlternativePaymentsOpenTelemetryOptions,
} from 'nestjs-alternative-payments/opentelemetry';
import type { TokenPolicy } from 'nestjs-alternative-payments/testing';
import { startWith } from './application.js';

/** An application that reports to OpenTelemetry, and what a test needs of it. */
export interface ObservedApplication {
  readonly application: INestApplicationContext;
  readonly service: HttpService;
  readonly http: AxiosInstance;
  readonly client: AlternativePaymentsClient;
  readonly tokens: TokenService;
  readonly tenants: AlternativePaymentsTenants;
}

interface Setting {
  readonly options?: AlternativePaymentsOpenTelemetryOptions;
  readonly policy?: Partial<TokenPolicy>;
  readonly imports?: readonly DynamicModule[];
}

/** Starts an application with one account. Pauses are short enough for tests over real sockets. */
export async function startObserved(
  account: AlternativePaymentsModuleOptions,
  { options, policy, imports = [] }: Setting = {},
): Promise<ObservedApplication> {
  const application = await startWith(
    { callBackoff: { baseMs: 5, maxMs: 10 }, ...policy },
    AlternativePaymentsModule.forRoot(account),
    AlternativePaymentsOpenTelemetryModule.forRoot(options),
    ...imports,
  );
  const get = <T>(token: unknown): T => application.get<T>(token as never, { strict: false });
  const service = get<HttpService>(getHttpServiceToken());
  return {
    application,
    service,
    http: service.axiosRef,
    client: get(AlternativePaymentsClient),
    tokens: get(TokenService),
    tenants: get(AlternativePaymentsTenants),
  };
}
