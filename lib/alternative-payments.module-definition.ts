import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { AlternativePaymentsRegistration } from './alternative-payments.interfaces.js';
import {
  accountExports,
  accountProviders,
  OPTIONS,
  withRedactedOptions,
} from './alternative-payments.providers.js';
import type { AlternativePaymentsModuleOptions } from './config/module-options.js';

export const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<AlternativePaymentsModuleOptions>({
  optionsInjectionToken: OPTIONS,
})
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createAlternativePaymentsOptions')
  .setExtras<AlternativePaymentsRegistration>({ name: undefined }, (definition, { name }) => ({
    ...definition,
    global: true,
    providers: [...(definition.providers ?? []).map(withRedactedOptions), ...accountProviders(name)],
    exports: accountExports(name),
  }))
  .build();
