import type { RateBudget } from '../../pacing/rate-budget.js';
import { isReached, now, remainingMs } from '../../timing/instant.js';
import { beforeRequest, isWorthASecondTry } from './endpoint-failure.js';
import { RequestTime } from './request-time.js';
import type { TokenAddress } from './token-address.js';
import type { TokenFailure } from './token-failure.js';
import type { TokenRequests } from './token-requests.js';
import type { AttemptTerms, HeldToken, KeyedTerms, TokenAttempt, TokenSource } from './token-source.js';

/** Asks the token endpoint, in its turn, and once more where that is likely to help at once. */
export class EndpointSource implements TokenSource<KeyedTerms> {
  /** @param patienceMs how long a call may take, in milliseconds, and so at least how long a request waits for a connection */
  constructor(
    private readonly requests: TokenRequests,
    private readonly patienceMs: number,
    private readonly budget: RateBudget | undefined,
    private readonly address: TokenAddress | undefined,
  ) {}

  /** The time of a request is reckoned when the rate budget has granted it, and does not run while that is waited for. */
  async obtain(terms: KeyedTerms): Promise<TokenAttempt> {
    const { address } = this;
    const ask = (): Promise<TokenAttempt> => this.ask(terms);
    try {
      return worthIt(await (address ? address.inTurn(terms.signal, ask) : ask()), terms.held);
    } catch (error) {
      return { problem: beforeRequest(error, terms) };
    }
  }

  private async ask(terms: KeyedTerms): Promise<TokenAttempt> {
    const { budget } = this;
    const { credentials, signal, mayTryTwice } = terms;
    await budget?.take('token', signal);
    const time = this.timeFor(terms);
    const first = await this.requests.send(credentials, time, signal, false);
    const { leftMs, stoodStill } = time;
    if (first.value || signal.aborted) return first;
    if (!isMadeAgain(first.problem, mayTryTwice, stoodStill)) return first;
    await budget?.take('token', signal);
    // The connections of the pool may all be as dead as the first one was.
    return this.requests.send(
      credentials,
      this.timeFor(terms, stoodStill ? undefined : leftMs),
      signal,
      true,
    );
  }

  private timeFor({ timeoutMs, held }: AttemptTerms, leftMs?: number): RequestTime {
    const at = now();
    const heldMs = held === undefined ? 0 : remainingMs(held.expiresAt, at);
    // A connection is waited for as long as callers wait, and as long as the token serves that is held.
    return new RequestTime(leftMs ?? timeoutMs(at), Math.max(this.patienceMs, heldMs));
  }
}

/** Whether a request is made again at once. What was answered stands, even if it was read late. */
function isMadeAgain(failure: TokenFailure, mayTryTwice: boolean, stoodStill: boolean): boolean {
  return stoodStill ? failure.status === undefined : mayTryTwice && isWorthASecondTry(failure);
}

/** A token of which nothing is left, as far as its answer says, is none while a good one is still held. */
function worthIt(attempt: TokenAttempt, held: HeldToken | undefined): TokenAttempt {
  if (held === undefined || isReached(held.expiresAt, now())) return attempt;
  if (attempt.value?.response.lifetime.source !== 'unusable') return attempt;
  // Of an API that never says anything else, nothing else is to be expected.
  if (held.lifetime.source === 'unusable') return attempt;
  return { problem: { kind: 'transient', reason: 'its "expires_in" leaves nothing', isQuick: true } };
}
