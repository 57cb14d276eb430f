import type { RateBudget } from '../../pacing/rate-budget.js';
import { now, remainingMs } from '../../timing/instant.js';
import { beforeRequest, isWorthASecondTry } from './endpoint-failure.js';
import { RequestTime } from './request-time.js';
import type { TokenAddress } from './token-address.js';
import type { TokenFailure } from './token-failure.js';
import type { TokenRequests } from './token-requests.js';
import type { AttemptTerms, HeldToken, KeyedTerms, TokenAttempt, TokenSource } from './token-source.js';

/**
 * Requests tokens from the token endpoint, taking turns with other accounts, and repeats a request if that is
 * likely to help at once.
 */
export class EndpointSource implements TokenSource<KeyedTerms> {
  /**
   * @param patienceMs timeout of a call in milliseconds; a request waits at least that long for a connection
   */
  constructor(
    private readonly requests: TokenRequests,
    private readonly patienceMs: number,
    private readonly budget: RateBudget | undefined,
    private readonly address: TokenAddress | undefined,
  ) {}

  /** The timeout of a request begins when the rate budget has granted it. Waiting for that does not count. */
  async obtain(terms: KeyedTerms): Promise<TokenAttempt> {
    const { address } = this;
    const ask = (): Promise<TokenAttempt> => this.ask(terms);
    try {
      return worthIt(await (address ? address.inTurn(terms.signal, ask) : ask()), terms.held());
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
    // All connections of the pool may be as dead as the first one was.
    return this.requests.send(
      credentials,
      this.timeFor(terms, stoodStill ? undefined : leftMs),
      signal,
      true,
    );
  }

  private timeFor(terms: AttemptTerms, leftMs?: number): RequestTime {
    const at = now();
    const held = terms.held();
    const heldMs = held === undefined ? 0 : remainingMs(held.expiresAt, at);
    // A request waits for a connection as long as callers wait, and as long as the held token is valid.
    return new RequestTime(leftMs ?? terms.timeoutMs(at), Math.max(this.patienceMs, heldMs));
  }
}

/** Whether a request is made again at once. An answer stands, even if it was read late. */
function isMadeAgain(failure: TokenFailure, mayTryTwice: boolean, stoodStill: boolean): boolean {
  return stoodStill ? failure.status === undefined : mayTryTwice && isWorthASecondTry(failure);
}

/** A token whose answer leaves it no lifetime is not accepted while a valid token is held. */
function worthIt(attempt: TokenAttempt, held: HeldToken | undefined): TokenAttempt {
  if (held === undefined || attempt.value?.response.lifetime.source !== 'unusable') return attempt;
  // If the API has never said anything else, nothing else can be expected.
  if (held.lifetime.source === 'unusable') return attempt;
  return { problem: { kind: 'transient', reason: 'its "expires_in" leaves no lifetime', isQuick: true } };
}
