import { Logger } from '@nestjs/common';
import type { SchedulerRegistry } from '@nestjs/schedule';
import type { ResolvedOptions } from '../config/resolved-options.js';
import { RequestRunner } from '../http/request-runner.js';
import { FleetRateBudget } from '../pacing/fleet-rate-budget.js';
import { LocalRateBudget } from '../pacing/local-rate-budget.js';
import type { RateBudget } from '../pacing/rate-budget.js';
import type { StartLog } from '../pacing/start-log.js';
import { OutageLog } from '../sharing/outage-log.js';
import { Activity, type ActivityListener } from '../timing/activity.js';
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
interface TenantLife extends Pick<ActivityListener, 'used' | 'rests'> {
  /** Where the registration tells of what all its tenants share. */
  readonly outages: OutageLog;
  /** What the token endpoints of all its tenants ask for. */
  readonly addresses: TokenAddresses;
  /** The starts that its rate budget goes on from. */
  readonly starts?: StartLog;
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
  const activity = new Activity({
    begun: () => shutdown.noteCall(),
    used: () => (tenant === undefined ? opened.sleepOnceIdle() : tenant.used()),
    rests: () => tenant?.rests(),
  });
  const outages = tenant?.outages ?? new OutageLog(logger);
  const source = new CredentialsSource(options.credentials, policy.credentialsMs);
  const budget = rateBudget(options, source, outages, tenant?.starts);
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
  });
  const runner = new RequestRunner(options, tokens, budget, activity);
  const opened = new Account(options, new TokenService(tokens), tokens, runner, activity, budget);
  return opened;
}

function rateBudget(
  { identity, pacing }: ResolvedOptions,
  source: CredentialsSource,
  outages: OutageLog,
  starts?: StartLog,
): RateBudget | undefined {
  if (pacing === false) return undefined;
  if (pacing.shared === undefined) return new LocalRateBudget(identity.account, pacing, starts);
  const key = (): string | undefined => source.latest?.rateKeyIn(identity.environment, identity.baseURL);
  return new FleetRateBudget(identity.account, pacing.shared, pacing, key, outages);
}
