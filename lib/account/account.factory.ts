import { Logger } from '@nestjs/common';
import type { SchedulerRegistry } from '@nestjs/schedule';
import type { ResolvedOptions } from '../config/resolved-options.js';
import { RequestRunner } from '../http/request-runner.js';
import { FleetRateBudget } from '../pacing/fleet-rate-budget.js';
import { LocalRateBudget } from '../pacing/local-rate-budget.js';
import type { RateBudget } from '../pacing/rate-budget.js';
import type { StartLog } from '../pacing/start-log.js';
import { NewsLog } from '../logging/news-log.js';
import { OutageLog } from '../logging/outage-log.js';
import type { Observation } from '../observation/observation.js';
import { subjectOf } from '../observation/subject.js';
import { Activity, type ActivityListener } from '../timing/activity.js';
import { RefreshTimer } from '../token/refresh-timer.js';
import { ApiKey } from '../token/source/api-key.js';
import { EndpointSource } from '../token/source/endpoint-source.js';
import { RotatingSource } from '../token/source/rotating-source.js';
import { SharedSource } from '../token/source/shared-source.js';
import { StoreClient } from '../token/source/store-client.js';
import type { TokenAddresses } from '../token/source/token-address.js';
import { TokenRequests } from '../token/source/token-requests.js';
import { TokenKeeper } from '../token/token-keeper.js';
import type { TokenPolicy } from '../token/source/token-policy.js';
import { TokenReporter } from '../token/token-reporter.js';
import type { TokenSnapshot } from '../token/token-snapshot.js';
import { TokenService } from '../token/token.service.js';
import { Account } from './account.js';
import { observedAccount } from './observed-account.js';
import type { Shutdown } from './shutdown.js';

/** What the account of a tenant has beyond that of a registration. */
interface TenantLife extends Pick<ActivityListener, 'used' | 'rests'> {
  readonly tenantId: string;
  /** Name of the registration. */
  readonly registration: string;
  /** The log in which a registration reports outages of what all its tenants share. */
  readonly outages: OutageLog;
  /** Creates the log of its news, which keeps short what many tenants have in common. */
  readonly news: (logger: Logger) => NewsLog;
  /** The addresses that the token endpoints of all its tenants share. */
  readonly addresses: TokenAddresses;
  /** The request starts that its rate budget continues from. */
  readonly starts?: StartLog;
}

/** Puts an account together. Nothing is sent and no timer is set until the account is used or warmed up. */
export function openAccount(
  options: ResolvedOptions,
  numbers: TokenPolicy,
  scheduler: SchedulerRegistry,
  shutdown: Shutdown,
  observation?: Observation,
  tenant?: TenantLife,
): Account {
  const { identity, http, calls } = options;
  const { account, baseURL } = identity;
  const { scope, timeoutMs } = options.tokenRequest;
  const policy = timeoutMs === undefined ? numbers : { ...numbers, attemptMs: timeoutMs };
  const logger = new Logger(`AlternativePayments:${account}`);
  const activity = new Activity({
    begun: () => shutdown.noteCall(),
    used: () => (tenant === undefined ? opened.sleepOnceIdle() : tenant.used()),
    rests: () => tenant?.rests(),
  });
  const outages = tenant?.outages ?? new OutageLog(logger);
  const key = new ApiKey(options.credentials, policy.credentialsMs);
  const budget = rateBudget(options, key, outages, tenant?.starts);
  const requests = new TokenRequests({ baseURL, http, scope }, policy);
  const endpoint = new EndpointSource(requests, calls.timeoutMs, budget, tenant?.addresses.of(baseURL));
  const store = options.tokenStore && new StoreClient(options.tokenStore, policy, outages);
  const shared = store ? new SharedSource(endpoint, store, { ...identity, scope }, policy) : endpoint;
  const observed =
    observation &&
    observedAccount(observation, subjectOf(tenant?.registration ?? account, identity, tenant?.tenantId));
  const tokens = new TokenKeeper({
    source: new RotatingSource(key, observed?.sourceOver(shared) ?? shared),
    account: () => ({
      identity: { ...identity, clientId: key.latest?.clientId ?? identity.clientId },
      pacing: budget?.queue,
      sharing: sharingOf(store, budget),
    }),
    timer: new RefreshTimer(scheduler, `AlternativePayments:${account}:token-refresh`),
    reporter: new TokenReporter(account, tenant?.news(logger) ?? new NewsLog(logger), observed?.tell),
    policy,
    activity,
    patience: { ms: calls.timeoutMs, failures: calls.retries },
    cause: observed?.cause,
  });
  const runner = new RequestRunner(options, tokens, budget, activity, policy.callBackoff, observed?.calls);
  const opened = new Account(options, new TokenService(tokens), tokens, runner, activity, budget);
  return opened;
}

/** Whether the token store and the shared rate budget of the account work. */
function sharingOf(store: StoreClient | undefined, budget: RateBudget | undefined): TokenSnapshot['sharing'] {
  const isBudgetFailing = budget?.isSharedFailing;
  if (store === undefined && isBudgetFailing === undefined) return undefined;
  return {
    ...(store && { store: store.isFailing ? 'fails' : 'works' }),
    ...(isBudgetFailing !== undefined && { budget: isBudgetFailing ? 'fails' : 'works' }),
  };
}

function rateBudget(
  { identity, pacing }: ResolvedOptions,
  apiKey: ApiKey,
  outages: OutageLog,
  starts?: StartLog,
): RateBudget | undefined {
  if (pacing === false) return undefined;
  if (pacing.shared === undefined) return new LocalRateBudget(identity.account, pacing, starts);
  const key = (): string | undefined => apiKey.latest?.rateKeyIn(identity.environment, identity.baseURL);
  return new FleetRateBudget(identity.account, pacing.shared, pacing, key, outages);
}
