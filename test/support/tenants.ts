import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import {
  type TenantsOptions,
  AlternativePaymentsTenants,
  AlternativePaymentsModule,
  type AlternativePaymentsModuleOptions,
  type TenantAccount,
} from 'nestjs-alternative-payments';
import { firstValueFrom } from 'rxjs';
import { startApplication } from './application.js';

/** A platform that works with its tenants' keys alone. */
export async function startPlatform(
  tenants: TenantsOptions,
  options: AlternativePaymentsModuleOptions = {},
  ...others: DynamicModule[]
): Promise<{ application: INestApplicationContext; tenants: AlternativePaymentsTenants }> {
  const application = await startApplication(
    AlternativePaymentsModule.forRoot({ environment: 'demo', ...options, tenants }),
    ...others,
  );
  return { application, tenants: application.get(AlternativePaymentsTenants, { strict: false }) };
}

/** What a tenant's account answers to a call. */
export async function customersOf({ httpService }: TenantAccount): Promise<unknown> {
  const { data } = await firstValueFrom(httpService.get<unknown>('/customers'));
  return data;
}
