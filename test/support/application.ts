import { HttpService } from '@nestjs/axios';
import type { DynamicModule, INestApplicationContext, Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  AlternativePaymentsModule,
  type AlternativePaymentsModuleOptions,
  TokenService,
} from 'nestjs-alternative-payments';
import { onTestFinished } from 'vitest';

type Import = DynamicModule | Type | Promise<DynamicModule>;

/** Starts an application of the given modules and closes it when the test ends. */
export async function startApplication(...imports: Import[]): Promise<INestApplicationContext> {
  const testing = await Test.createTestingModule({ imports }).compile();
  const application = await testing.init();
  onTestFinished(async () => {
    await application.close();
  });
  return application;
}

/** One default account as a host sees it. */
export async function startAccount(options: AlternativePaymentsModuleOptions): Promise<{
  application: INestApplicationContext;
  http: HttpService;
  tokens: TokenService;
}> {
  const application = await startApplication(AlternativePaymentsModule.forRoot(options));
  return {
    application,
    http: application.get(HttpService, { strict: false }),
    tokens: application.get(TokenService, { strict: false }),
  };
}
