import type { InternalAxiosRequestConfig } from 'axios';
import type { AccessToken } from '../token/access-token.js';
import type { Verdict } from '../token/rejections.js';
import { type Attempt, challengeOf } from './attempt.js';
import type { CallTokens } from './call-tokens.js';
import { isTokenRejected } from './bearer-challenge.js';
import { endpointOf } from './request-summary.js';
import { type Allowance, mayReplay, type SoFar } from './retry.js';

/**
 * Tells what an answer means to the token that was sent.
 *
 * @returns what that means to the call, if the token was rejected
 */
export function tell(
  tokens: CallTokens,
  token: AccessToken,
  { response }: Attempt,
  config: InternalAxiosRequestConfig,
  soFar: SoFar,
  allowance: Allowance,
): Verdict | undefined {
  if (response === undefined) return undefined;
  if (!isTokenRejected(response.status, () => challengeOf(response))) {
    tokens.accepted(token, () => endpointOf(config));
    return undefined;
  }
  return tokens.rejected(token.value, {
    endpoint: endpointOf(config),
    isResendable: allowance.mayReplay,
    maySendAgain: mayReplay(soFar, allowance),
  });
}
