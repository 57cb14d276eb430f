import { ClientCredentials } from './client-credentials.js';
import type { OptionReader } from './option-reader.js';

/** Reads `clientId` and `clientSecret`. */
export function readCredentials(reader: OptionReader): ClientCredentials {
  const clientId = required('clientId', reader);
  if (clientId.includes(':')) {
    reader.problem(
      'clientId',
      'contains a colon, which HTTP Basic authentication cannot carry. Copy the id again from the dashboard, without the secret.',
    );
  }
  return new ClientCredentials(clientId, required('clientSecret', reader));
}

function required(option: 'clientId' | 'clientSecret', reader: OptionReader): string {
  if (reader.isAbsent(option)) {
    reader.problem(
      option,
      'is missing. API keys are made in the Partner Dashboard under Team Preferences, API Keys.',
    );
  }
  return reader.text(option) ?? '';
}
