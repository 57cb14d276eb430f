import { Logger } from '@nestjs/common';
import type { SchedulerRegistry } from '@nestjs/schedule';
import type { ResolvedOptions } from '../config/resolved-options.js';
import { createHttpService } from '../http/http-service.factory.js';
import { RequestRunner } from '../http/request-runner.js';
import { RateBudget } from '../pacing/rate-budget.js';
import { Activity } from '../timing/activity.js';
import { CredentialsSource } from '../token/credentials-source.js';
import { RefreshTimer } from '../token/refresh-timer.js';
import { TokenAcquisition } from '../token/token-acquisition.js';
import { TokenEndpoint } from '../token/token-endpoint.js';
import { TokenReporter } from '../token/token-reporter.js';
import { TokenSharing } from '../token/token-sharing.js';
import { TokenService } from '../token/token.service.js';
import { Account } from './account.js';

/** Puts an account together. Nothing is sent or armed until it is used or warmed up. */
export function openAccount(options: ResolvedOptions, scheduler: SchedulerRegistry): Account {
  const { account } = options.identity;
  const policy = options.refresh;
  const budget = options.pacing === false ? undefined : new RateBudget(account, options.pacing);
  const reporter = new TokenReporter(new Logger(`AlternativePayments:${account}`));
  const source = new CredentialsSource(options.credentials, policy.credentialsMs);
  const sharing = options.tokenStore && new TokenSharing(options, options.tokenStore, reporter);
  const tokenService = new TokenService({
    identity: options.identity,
    acquisition: new TokenAcquisition(source, new TokenEndpoint(options, policy, budget), sharing),
    timer: new RefreshTimer(scheduler, `AlternativePayments:${account}:token-refresh`),
    reporter,
    policy,
    activity: new Activity(),
  });
  const runner = new RequestRunner(options, tokenService, budget);
  return new Account(options.warmUp, tokenService, createHttpService(options, runner), () => {
    runner.close();
    budget?.close();
  });
}
