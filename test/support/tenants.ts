import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import {
  type AccountsOptions,
  AlternativePaymentsAccounts,
  AlternativePaymentsModule,
  type AlternativePaymentsModuleOptions,
  type TenantAccount,
} from 'nestjs-alternative-payments';
import { firstValueFrom } from 'rxjs';
import { startApplication } from './application.js';

/** A platform that works with its tenants' keys alone. */
export async function startPlatform(
  accounts: AccountsOptions,
  options: AlternativePaymentsModuleOptions = {},
  ...others: DynamicModule[]
): Promise<{ application: INestApplicationContext; accounts: AlternativePaymentsAccounts }> {
  const application = await startApplication(
    AlternativePaymentsModule.forRoot({ environment: 'demo', ...options, accounts }),
    ...others,
  );
  return { application, accounts: application.get(AlternativePaymentsAccounts, { strict: false }) };
}

/** What a tenant's account answers to a call. */
export async function customersOf({ httpService }: TenantAccount): Promise<unknown> {
  const { data } = await firstValueFrom(httpService.get<unknown>('/customers'));
  return data;
}
