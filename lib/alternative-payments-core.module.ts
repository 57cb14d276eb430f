import { Inject, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Account } from './account/account.js';
import type { AlternativePaymentsAccounts } from './account/accounts.js';
import { ConfigurableModuleClass } from './alternative-payments.module-definition.js';
import { TENANT_ACCOUNTS } from './alternative-payments.providers.js';

/**
 * Owns one account. Visible in the whole application, but only through our own tokens.
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
    @Inject(TENANT_ACCOUNTS) private readonly tenants: AlternativePaymentsAccounts,
  ) {
    super();
  }

  onApplicationBootstrap(): Promise<void> {
    return this.account.warmUp();
  }

  /** Not earlier: until the server has drained, requests that it still answers may need the API. */
  onApplicationShutdown(): void {
    this.account.close();
    this.tenants.closeAll();
  }
}
