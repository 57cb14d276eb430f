import {
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { Account } from './account/account.js';
import { ConfigurableModuleClass } from './alternative-payments.module-definition.js';
import { warnOfRivals } from './registration-check.js';

/**
 * Owns one account. Visible in the whole application, but only through our own tokens.
 *
 * @internal
 */
@Module({})
export class AlternativePaymentsCoreModule
  extends ConfigurableModuleClass
  implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown
{
  constructor(
    @Inject(Account) private readonly account: Account,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
  ) {
    super();
  }

  onModuleInit(): void {
    warnOfRivals(this.modules, this);
  }

  onApplicationBootstrap(): Promise<void> {
    return this.account.warmUp();
  }

  /** Not earlier: until the server has drained, requests that it still answers may need the API. */
  onApplicationShutdown(): void {
    this.account.close();
  }
}
