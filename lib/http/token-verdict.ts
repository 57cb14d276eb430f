import type { InternalAxiosRequestConfig } from 'axios';
import type { AccessToken } from '../token/access-token.js';
import type { Verdict } from '../token/rejections.js';
import { type Attempt, challengeOf } from './attempt.js';
import type { CallTokens } from './call-tokens.js';
import { isTokenRejected } from './bearer-challenge.js';
import { endpointOf } from './request-summary.js';
import { type Allowance, mayReplay, type SoFar } from './retry.js';

/**
 * Reports to the token keeper what an answer says about the token that was sent.
 *
 * @returns what a rejection means for the call; undefined if the token was not rejected
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
