import { Injectable, type OnModuleInit, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { getTenantsToken, getTokenServiceToken, isDefaultAccount } from '../alternative-payments.tokens.js';
import { accountName } from '../config/account-name.js';
import { InvalidRegistrationError } from '../errors/invalid-registration.error.js';
import type { AlternativePaymentsTenants } from '../tenants/tenants.js';
import type { TokenService } from '../token/token.service.js';
import { factsOf } from './health-facts.js';
import { type AlternativePaymentsHealthOptions, checkArguments } from './health-options.js';
import { loadTerminus } from './load-terminus.js';
import { verdictOf } from './verdict.js';

/** A session of either Terminus. */
interface Session<Key extends string> {
  up(facts: object): HealthIndicatorResult<Key>;
  down(facts: object): HealthIndicatorResult<Key>;
  /** Terminus 11 has none, and silently leaves out the result of an indicator that says "degraded". */
  degraded?(facts: object): HealthIndicatorResult<Key>;
}

/**
 * Tells Terminus whether an account can obtain the tokens that its calls need. List it among the providers of
 * the module that has the health controller, and import `TerminusModule` there.
 *
 * @example
 * constructor(
 *   private readonly health: HealthCheckService,
 *   private readonly payments: AlternativePaymentsHealthIndicator,
 * ) {}
 *
 * @Get('health')
 * @HealthCheck()
 * check() {
 *   return this.health.check([() => this.payments.check('alternative-payments', { critical: false })]);
 * }
 */
@Injectable()
export class AlternativePaymentsHealthIndicator implements OnModuleInit {
  constructor(private readonly modules: ModuleRef) {}

  /**
   * Nest calls it during the start, which fails where Terminus is missing. The first probe would be too late.
   *
   * @throws InvalidRegistrationError if `@nestjs/terminus` is not installed or `TerminusModule` not imported
   */
  async onModuleInit(): Promise<void> {
    await this.indicators();
  }

  /**
   * Judges the state of an account's token. It sends nothing, and it costs microseconds, so it may be asked as
   * often as a probe likes.
   *
   * - up: a token is held, or none was needed yet
   * - degraded: a token is held, but the last attempt to renew it failed. Terminus 11 does not know this word,
   * so the indicator is up there, and its `state` says `degraded`
   * - down: no token is held, and the last attempt to obtain one failed; or the application has shut down
   *
   * The result shows the `state` of the token, `secondsToExpiry`, the `code` of the last failure with its
   * `nextAttemptAt`, and how many tenants are open in which state. Tenants decide nothing.
   *
   * @param key the name under which the result appears
   * @throws InvalidArgumentError for arguments that cannot be used
   * @throws InvalidRegistrationError if the account or `TerminusModule` is not registered
   */
  async check<const Key extends string>(
    key: Key,
    options: AlternativePaymentsHealthOptions = {},
  ): Promise<HealthIndicatorResult<Key>> {
    checkArguments(key, options);
    const indicators = await this.indicators();
    const session: Session<Key> = indicators.check(key);
    const name = options.account ?? undefined;
    const snapshot = this.find<TokenService>(getTokenServiceToken(name), unknownAccount(name)).snapshot();
    const tenants = this.find<AlternativePaymentsTenants>(getTenantsToken(name), unknownAccount(name));
    const facts = factsOf(snapshot, tenants.counts());
    return session[verdictOf(snapshot, options)]?.(facts) ?? session.up(facts);
  }

  private async indicators(): Promise<HealthIndicatorService> {
    const { HealthIndicatorService } = await loadTerminus();
    return this.find(
      HealthIndicatorService,
      'AlternativePaymentsHealthIndicator finds no HealthIndicatorService. ' +
        'Add TerminusModule to the imports of the module that provides the indicator.',
    );
  }

  /** @param problem said if nothing is registered under the token */
  private find<T>(token: string | Type<T>, problem: string): T {
    try {
      return this.modules.get<T>(token, { strict: false });
    } catch {
      throw new InvalidRegistrationError(problem);
    }
  }
}

function unknownAccount(name?: string): string {
  const call = isDefaultAccount(name) ? 'forRootAsync({ … })' : `forRootAsync({ name: '${name}', … })`;
  return (
    `A health check asks for account "${accountName(name)}", which is not registered. ` +
    `Add AlternativePaymentsModule.${call} to the imports of your root module.`
  );
}
