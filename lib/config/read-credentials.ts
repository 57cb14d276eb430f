import { ClientCredentials } from './client-credentials.js';
import type { CredentialsProvider } from './credentials-provider.js';
import { clientIdProblem, clientSecretProblem } from './key-problem.js';
import { kindOf, type OptionReader } from './option-reader.js';

const PROBLEM = { clientId: clientIdProblem, clientSecret: clientSecretProblem } as const;

/** Reads `clientId` and `clientSecret`, or `credentials`, which takes their place. */
export function readCredentials(reader: OptionReader): ClientCredentials | CredentialsProvider | undefined {
  const provider = reader.raw('credentials');
  const isKeyGiven = !reader.isAbsent('clientId') || !reader.isAbsent('clientSecret');
  if (provider !== undefined) {
    if (typeof provider !== 'function') {
      reader.problem(
        'credentials',
        `is ${kindOf(provider)}. It must be a function that returns clientId and clientSecret.`,
      );
    }
    if (isKeyGiven) {
      reader.problem(
        'credentials',
        `takes the place of ${reader.label('clientId')} and ${reader.label('clientSecret')}. Give one or the other.`,
      );
    }
    return provider as CredentialsProvider;
  }
  // A platform that works with its tenants' keys alone has none of its own.
  if (!isKeyGiven && !reader.isAbsent('tenants')) return undefined;
  return new ClientCredentials(required('clientId', reader), required('clientSecret', reader));
}

/** What is wrong with what a function returned as an API key, in one clause that quotes nothing; or the key. */
export function keyOf(returned: unknown): ClientCredentials | string {
  const { clientId, clientSecret } = (returned ?? {}) as Record<string, unknown>;
  for (const [name, value] of Object.entries({ clientId, clientSecret })) {
    if (typeof value !== 'string' || value === '') return `it returned no ${name}`;
    const problem = PROBLEM[name as keyof typeof PROBLEM](value);
    if (problem !== undefined) return `the ${name} that it returned ${problem.replace(/\.$/, '')}`;
  }
  return new ClientCredentials(String(clientId), String(clientSecret));
}

function required(option: 'clientId' | 'clientSecret', reader: OptionReader): string {
  if (reader.isAbsent(option)) {
    reader.problem(
      option,
      'is missing. API keys are made in the Partner Dashboard under Team Preferences, API Keys.',
    );
  }
  return reader.text(option, PROBLEM[option]) ?? '';
}
