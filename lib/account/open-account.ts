import { Logger } from '@nestjs/common';
import type { SchedulerRegistry } from '@nestjs/schedule';
import type { ResolvedOptions } from '../config/resolved-options.js';
import { createHttpService } from '../http/http-service.factory.js';
import { RequestRunner } from '../http/request-runner.js';
import { FleetRateBudget } from '../pacing/fleet-rate-budget.js';
import { LocalRateBudget } from '../pacing/local-rate-budget.js';
import type { RateBudget } from '../pacing/rate-budget.js';
import { OutageLog } from '../sharing/outage-log.js';
import { Activity } from '../timing/activity.js';
import { CredentialsSource } from '../token/credentials-source.js';
import { RefreshTimer } from '../token/refresh-timer.js';
import { TokenAcquisition } from '../token/token-acquisition.js';
import type { TokenAddresses } from '../token/token-address.js';
import { TokenEndpoint } from '../token/token-endpoint.js';
import { TokenKeeper } from '../token/token-keeper.js';
import { TokenReporter } from '../token/token-reporter.js';
import { TokenService } from '../token/token.service.js';
import { TokenSharing } from '../token/token-sharing.js';
import { Account } from './account.js';
import type { Shutdown } from './shutdown.js';

/** What distinguishes the account of a tenant from a registered one. */
export interface TenantLife {
  /** Unused for so many milliseconds, its token is not renewed until its next use. */
  readonly sleepAfterMs?: number;
  /** Called when it is used, though at most once a second. */
  readonly onUse: () => void;
  /** Where the registration tells of what all its tenants share. */
  readonly outages: OutageLog;
  /** What the token endpoints of all its tenants ask for. */
  readonly addresses: TokenAddresses;
}

/** Puts an account together. Nothing is sent or armed until it is used or warmed up. */
export function openAccount(
  options: ResolvedOptions,
  scheduler: SchedulerRegistry,
  shutdown: Shutdown,
  tenant?: TenantLife,
): Account {
  const { account } = options.identity;
  const policy = options.refresh;
  const logger = new Logger(`AlternativePayments:${account}`);
  const activity = new Activity(tenant?.onUse, () => shutdown.noteCall());
  const outages = tenant?.outages ?? new OutageLog(logger);
  const source = new CredentialsSource(options.credentials, policy.credentialsMs);
  const budget = rateBudget(options, source, outages);
  const tokens = new TokenKeeper({
    acquisition: new TokenAcquisition(
      options.identity,
      source,
      new TokenEndpoint(options, policy, budget, tenant?.addresses.of(options.identity.baseURL)),
      options.tokenStore && new TokenSharing(options, options.tokenStore, outages),
    ),
    timer: new RefreshTimer(scheduler, `AlternativePayments:${account}:token-refresh`),
    reporter: new TokenReporter(account, logger),
    policy,
    activity,
    patience: { ms: options.calls.timeoutMs, failures: options.calls.retries },
    sleepAfterMs: options.sleepAfterMs ?? tenant?.sleepAfterMs,
  });
  const runner = new RequestRunner(options, tokens, budget, activity);
  const tokenService = new TokenService(tokens);
  const services = Object.freeze({ httpService: createHttpService(options, runner), tokenService });
  return new Account(options.warmUp, services, tokens, activity, {
    stop: () => runner.stop(),
    close: (reason) => {
      runner.close(reason);
      budget?.close(reason);
    },
  });
}

function rateBudget(
  { identity, pacing }: ResolvedOptions,
  source: CredentialsSource,
  outages: OutageLog,
): RateBudget | undefined {
  if (pacing === false) return undefined;
  if (pacing.shared === undefined) return new LocalRateBudget(identity.account, pacing);
  const key = (): string | undefined => source.latest?.rateKeyIn(identity.environment, identity.baseURL);
  return new FleetRateBudget(identity.account, pacing.shared, pacing, key, outages);
}
