import { Logger } from '@nestjs/common';
import type { SchedulerRegistry } from '@nestjs/schedule';
import type { ResolvedOptions } from '../config/resolved-options.js';
import { createHttpService } from '../http/http-service.factory.js';
import { RequestRunner } from '../http/request-runner.js';
import { RateBudget } from '../pacing/rate-budget.js';
import { RefreshTimer } from '../token/refresh-timer.js';
import { TokenEndpoint } from '../token/token-endpoint.js';
import { TokenReporter } from '../token/token-reporter.js';
import { TokenService } from '../token/token.service.js';
import { Account } from './account.js';

/** Puts an account together. Nothing is sent or armed until it is used or warmed up. */
export function openAccount(options: ResolvedOptions, scheduler: SchedulerRegistry): Account {
  const { account } = options.identity;
  const policy = options.refresh;
  const budget = options.pacing === false ? undefined : new RateBudget(account, options.pacing);
  const tokenService = new TokenService({
    identity: options.identity,
    endpoint: new TokenEndpoint(options, policy, budget),
    timer: new RefreshTimer(scheduler, `AlternativePayments:${account}:token-refresh`),
    reporter: new TokenReporter(new Logger(`AlternativePayments:${account}`)),
    policy,
  });
  const runner = new RequestRunner(options, tokenService, budget);
  return new Account(options.warmUp, tokenService, createHttpService(options, runner), () => {
    runner.close();
    budget?.close();
  });
}
