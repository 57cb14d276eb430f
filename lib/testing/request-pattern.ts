import { pathPattern } from './path-pattern.js';
import { TOKEN_PATH } from './token-path.js';

/** Whether a request matches. */
export type RequestMatcher = (method: string, path: string) => boolean;

/**
 * Reads a request pattern: `'POST /customers'`, `'GET /customers/{id}'`, `'* /invoices/*'`, `'any'` for all
 * requests, `'api'` for all except those to the token endpoint.
 *
 * @throws TypeError if the pattern has another form
 */
export function requestMatcher(pattern: string): RequestMatcher {
  if (pattern === 'any') return () => true;

  if (pattern === 'api') return (_method, path) => path !== TOKEN_PATH;

  const parts = /^([A-Z]+|\*) (\/\S*)$/.exec(pattern);
  if (!parts) {
    throw new TypeError(
      `"${pattern}" is not a request pattern; write "GET /customers/{id}", "any" or "api".`,
    );
  }
  const [, wanted, path = ''] = parts;
  const expression = pathPattern(path);
  return (method, actual) => (wanted === '*' || wanted === method) && expression.test(actual);
}
