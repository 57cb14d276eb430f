import { isPlainObject, type OptionReader } from './option-reader.js';
import type { TokenRequestOptions } from './account-options.js';

/** Reads `tokenRequest`. */
export function readTokenRequest(reader: OptionReader): Required<TokenRequestOptions> {
  const given = reader.section('tokenRequest', ['path', 'scope', 'parameters', 'credentialEncoding']);
  const { path = '/oauth/token', scope = '', parameters = {}, credentialEncoding = 'plain' } = given;
  const problem = (text: string): void => reader.problem('tokenRequest', text);
  if (typeof path !== 'string' || !/^\/(?![/\\])/.test(path)) {
    problem('has a "path" that is no path. It must begin with one slash, as "/oauth/token" does.');
  }
  if (typeof scope !== 'string') {
    problem('has a "scope" that is no text. Give scopes in one string, separated by spaces.');
  }
  if (!isPlainObject(parameters) || Object.values(parameters).some((value) => typeof value !== 'string')) {
    problem('has "parameters" that are not all text. Give an object whose values are strings.');
  } else if ('grant_type' in parameters || 'scope' in parameters) {
    problem(
      'has "parameters" with grant_type or scope. The first is fixed, and "scope" has a field of its own.',
    );
  }
  if (credentialEncoding !== 'plain' && credentialEncoding !== 'form-urlencoded') {
    problem('has an unknown "credentialEncoding". It must be "plain" or "form-urlencoded".');
  }
  return { path, scope, parameters, credentialEncoding } as Required<TokenRequestOptions>;
}
