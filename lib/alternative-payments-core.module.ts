import { Inject, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Account } from './account/account.js';
import type { AlternativePaymentsTenants } from './tenants/tenants.js';
import { Shutdown } from './account/shutdown.js';
import { ConfigurableModuleClass } from './alternative-payments.module-definition.js';
import { TENANTS } from './faces.js';
import { GUARD, type RegistrationGuard } from './registration-guard.js';

/**
 * Owns one account. The whole application sees it, but only through our own injection tokens.
 *
 * @internal
 */
@Module({})
export class AlternativePaymentsCoreModule
  extends ConfigurableModuleClass
  implements OnApplicationBootstrap, OnApplicationShutdown
{
  constructor(
    @Inject(Account) private readonly account: Account,
    @Inject(TENANTS) private readonly tenants: AlternativePaymentsTenants,
    @Inject(Shutdown) private readonly shutdown: Shutdown,
    @Inject(GUARD) private readonly guard: RegistrationGuard,
  ) {
    super();
  }

  /** A test that replaces one of our providers does not want the real account to send anything by itself. */
  async onApplicationBootstrap(): Promise<void> {
    if (!this.guard.isReplaced()) await this.account.warmUp();
  }

  /**
   * An earlier hook would be too early: until the server has drained, requests that it still answers may need
   * the API.
   */
  onApplicationShutdown(): Promise<void> {
    return this.shutdown.begin([this.account, this.tenants]);
  }
}
