import { HttpService } from '@nestjs/axios';
import type { INestApplicationContext, LoggerService } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { AxiosAdapter } from 'axios';
import { AlternativePaymentsModule, TokenService } from 'nestjs-alternative-payments';
import { SECRET } from './invariants/nothing-leaks.js';
import type { Timeline } from './timeline.js';

/** The account under test, in an application of its own, as a host has it. */
export interface AccountUnderTest {
  readonly application: INestApplicationContext;
  readonly tokens: TokenService;
  readonly http: HttpService;
  /** Starts the application, warm-up included. */
  start(): Promise<unknown>;
}

/** Builds the account on the given network; nothing is sent before it is started. */
export async function buildAccount(
  adapter: AxiosAdapter,
  { warmUp, hasAttemptTimeout }: Timeline,
  isPaced: boolean,
  logged: (line: unknown) => void,
): Promise<AccountUnderTest> {
  const options = {
    baseURL: 'https://api.test',
    clientId: 'client-1',
    clientSecret: SECRET,
    warmUp,
    http: { adapter, ...(!hasAttemptTimeout && { timeout: 0 }) },
    ...(!isPaced && { pacing: false as const }),
  };
  const application = await Test.createTestingModule({
    imports: [AlternativePaymentsModule.forRoot(options)],
  })
    .setLogger(loggerOf(logged))
    .compile();
  return {
    application,
    tokens: application.get(TokenService, { strict: false }),
    http: application.get(HttpService, { strict: false }),
    start: () => application.init(),
  };
}

function loggerOf(log: (line: unknown) => void): LoggerService {
  return { log, warn: log, error: log, debug: log, verbose: log, fatal: log };
}
