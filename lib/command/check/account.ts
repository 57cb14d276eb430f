import { accountName } from '../../config/account-name.js';
import { isProduction } from '../../config/environment-options.js';
import type { AlternativePaymentsModuleOptions } from '../../config/module-options.js';
import { resolveOptions } from '../../config/resolved-options.js';
import { labelIn, readVariables, variablesOf } from '../../config/variables.js';

/** The account to ask. */
export interface AccountToAsk {
  readonly name: string;
  /** `production`, `demo` or `custom`. */
  readonly environment: string;
  readonly options: AlternativePaymentsModuleOptions;
}

/**
 * Reads the account from the variables that the application reads.
 *
 * @throws InvalidRegistrationError for a name that cannot be used, InvalidOptionsError that names every
 * variable that is missing or wrong, and Error for the production environment unless it is allowed
 */
export function readAccount(
  name: string | undefined,
  environment: NodeJS.ProcessEnv,
  allowProduction: boolean,
): AccountToAsk {
  const account = accountName(name);
  const variables = variablesOf(account);
  const { options, problems } = readVariables(variables, environment);
  const { identity } = resolveOptions(options, account, (option) => labelIn(variables, option), problems);
  if (isProduction(identity) && !allowProduction) {
    throw new Error(
      `Account "${account}" is in the production environment; nothing was sent. ` +
        `Set ${variables.environment}=demo and a key of the demo environment, or add --production.`,
    );
  }
  return { name: account, environment: identity.environment, options };
}
