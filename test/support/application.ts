import { HttpService } from '@nestjs/axios';
import type { DynamicModule, INestApplicationContext, Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  AlternativePaymentsModule,
  type AlternativePaymentsModuleOptions,
  TokenService,
} from 'nestjs-alternative-payments';
import { TOKEN_POLICY, type TokenPolicy } from 'nestjs-alternative-payments/testing';
import { onTestFinished } from 'vitest';

type Import = DynamicModule | Type | Promise<DynamicModule>;

/** Starts an application of the given modules and closes it when the test ends. */
export function startApplication(...imports: Import[]): Promise<INestApplicationContext> {
  return startWith({}, ...imports);
}

/** The same, where tokens live by other numbers. */
export async function startWith(
  policy: Partial<TokenPolicy>,
  ...imports: Import[]
): Promise<INestApplicationContext> {
  const testing = await Test.createTestingModule({ imports })
    .overrideProvider(TOKEN_POLICY)
    .useValue(policy)
    .compile();
  const application = await testing.init();
  onTestFinished(async () => {
    await application.close();
  });
  return application;
}

/** One default account as a host sees it. */
export async function startAccount(
  options: AlternativePaymentsModuleOptions,
  policy: Partial<TokenPolicy> = {},
): Promise<{
  application: INestApplicationContext;
  http: HttpService;
  tokens: TokenService;
}> {
  const application = await startWith(policy, AlternativePaymentsModule.forRoot(options));
  return {
    application,
    http: application.get(HttpService, { strict: false }),
    tokens: application.get(TokenService, { strict: false }),
  };
}
