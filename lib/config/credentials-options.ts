import { ClientCredentials } from './client-credentials.js';
import type { Section } from './section.js';
import { clientIdProblem, clientSecretProblem } from './text-problem.js';

/** An API key of the Partner Dashboard. */
export interface ApiKeyPair {
  /** Client id. It is an identifier, not a secret. */
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * Reads the API key that is to be used now, for example from a secrets manager. It is called for each token
 * request, so a rotated key is used from the next token request on, without a restart.
 *
 * An exception counts as an outage: the present token stays in use, and the function is called again later.
 * The function is given five seconds; then `signal` is aborted.
 */
export type CredentialsProvider = (options: {
  readonly signal: AbortSignal;
}) => ApiKeyPair | Promise<ApiKeyPair>;

const PROBLEM = { clientId: clientIdProblem, clientSecret: clientSecretProblem } as const;

/** Reads `clientId` and `clientSecret`, or `credentials` in their place. */
export function readCredentials(options: Section): ClientCredentials | CredentialsProvider | undefined {
  const isKeyGiven = !(options.isAbsent('clientId') && options.isAbsent('clientSecret'));
  if (!options.isAbsent('credentials')) {
    if (isKeyGiven) {
      const both = `${options.label('clientId')} and ${options.label('clientSecret')}`;
      options.problem(`${options.label('credentials')} takes the place of ${both}. Give one or the other.`);
    }
    return options.callable('credentials', 'a function that returns clientId and clientSecret');
  }
  // A platform that works with its tenants' keys alone has none of its own.
  if (!isKeyGiven && !options.isAbsent('tenants')) return undefined;
  return new ClientCredentials(required('clientId', options), required('clientSecret', options));
}

/**
 * Reads what a function returned as an API key. Returns the key, or one clause that says what is wrong and
 * quotes nothing.
 */
export function keyOf(returned: unknown): ClientCredentials | string {
  const { clientId, clientSecret } = (returned ?? {}) as Record<string, unknown>;
  for (const [name, value] of Object.entries({ clientId, clientSecret })) {
    if (typeof value !== 'string' || value === '') return `it returned no ${name}`;
    const problem = PROBLEM[name as keyof typeof PROBLEM](value);
    if (problem !== undefined) return `the ${name} that it returned ${problem.replace(/\.$/, '')}`;
  }
  return new ClientCredentials(String(clientId), String(clientSecret));
}

function required(option: 'clientId' | 'clientSecret', options: Section): string {
  if (options.isAbsent(option)) {
    options.problem(
      `${options.label(option)} is missing. API keys are made in the Partner Dashboard under Team Preferences, API Keys.`,
    );
  }
  return options.text(option, PROBLEM[option]) ?? '';
}
