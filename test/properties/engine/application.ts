import { HttpService } from '@nestjs/axios';
import type { INestApplicationContext, LoggerService } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  AlternativePaymentsTenants,
  AlternativePaymentsModule,
  type AlternativePaymentsModuleOptions,
  TokenService,
} from 'nestjs-alternative-payments';
import { drawingApart } from './random.js';

/** The application under test, as a host has it. */
export interface Application {
  readonly application: INestApplicationContext;
  readonly tokens: TokenService;
  readonly http: HttpService;
  /** Accounts of tenants. */
  readonly tenants: AlternativePaymentsTenants;
  /** Starts the application, warm-up included. */
  start(): Promise<unknown>;
}

/** Builds the application; nothing is sent before it is started. */
export async function buildApplication(
  options: AlternativePaymentsModuleOptions,
  logged: (line: unknown) => void,
): Promise<Application> {
  const testing = Test.createTestingModule({
    imports: [AlternativePaymentsModule.forRoot(options)],
  }).setLogger(loggerOf(logged));
  // Nest names modules at random, from a supply that outlasts a run.
  const application = await drawingApart(() => testing.compile());
  return {
    application,
    tokens: application.get(TokenService, { strict: false }),
    http: application.get(HttpService, { strict: false }),
    tenants: application.get(AlternativePaymentsTenants, { strict: false }),
    start: () => application.init(),
  };
}

function loggerOf(log: (line: unknown) => void): LoggerService {
  return { log, warn: log, error: log, debug: log, verbose: log, fatal: log };
}
