import type { ApiKey } from './api-key.js';
import type { Call } from './call.js';
import { badRequest } from './http-error.js';
import { type Reply, json } from './reply.js';
import type { Route } from './router.js';
import { TOKEN_PATH } from './token-path.js';
import type { TokenStore } from './token-store.js';

/** The client-credentials grant. */
export function tokenEndpoint(key: ApiKey, tokens: TokenStore): Route {
  return {
    method: 'POST',
    path: TOKEN_PATH,
    body: ['grant_type', 'scope'],
    access: 'open',
    handle: (call) => grant(call, key, tokens),
  };
}

function grant(call: Call, key: ApiKey, tokens: TokenStore): Reply {
  if (!key.accepts(call.headers.authorization)) {
    // The vendor answers with 403 here, not 401, and with a flat object of strings instead of its usual error
    // body.
    return json(403, { error: 'invalid_client', message: 'client authentication failed' });
  }
  const grantType = readGrantType(call);
  if (grantType !== 'client_credentials') {
    const problem = grantType ? 'must be client_credentials' : 'is required';
    throw badRequest(`grant_type ${problem}`, { grant_type: problem });
  }
  return json(200, {
    access_token: tokens.issue(),
    token_type: 'bearer',
    expires_in: tokens.lifetimeSeconds,
  });
}

function readGrantType(call: Call): unknown {
  const isJson = call.headers['content-type']?.includes('json') ?? false;
  return isJson ? call.json()['grant_type'] : new URLSearchParams(call.body).get('grant_type');
}
