import type { TokenRequestOptions } from './account-options.js';
import type { OptionReader } from './option-reader.js';

/** Reads `tokenRequest`. */
export function readTokenRequest(reader: OptionReader): Required<TokenRequestOptions> {
  const { scope = '' } = reader.section('tokenRequest', ['scope']);
  if (typeof scope !== 'string') {
    reader.problem(
      'tokenRequest',
      'has a "scope" that is no text. Give scopes in one string, separated by spaces.',
    );
    return { scope: '' };
  }
  return { scope };
}
