import { textOf } from '../errors/text-of.js';
import { after, type Instant, isReached, now } from '../timing/instant.js';
import type { AccessToken } from './access-token.js';
import { attemptTimeoutMs } from './attempt-timing.js';
import type { RefreshFailure } from './refresh-failure.js';
import type { RefreshTimer } from './refresh-timer.js';
import type { AttemptTerms, TokenAttempt, TokenSource } from './source/token-source.js';
import type { RefreshReason } from '../observation/token-events.js';
import { TokenFlight } from './token-flight.js';
import type { TokenPolicy } from './source/token-policy.js';
import { mayAttempt, validToken } from './renewal-timing.js';
import type { AttemptFacts, TokenState } from './token-state.js';

/** What attempts are made with. */
interface Parts {
  readonly source: TokenSource;
  readonly timer: RefreshTimer;
  readonly policy: TokenPolicy;
  /** Asks an observer what it wants to know of the cause of an attempt. */
  readonly cause?: () => unknown;
}

/** How an attempt came about, and what ends it. */
type Origin = Pick<AttemptTerms, 'reason' | 'cause' | 'signal'>;

/** Makes attempts to obtain a token, never two of them at once. */
export class TokenAttempts {
  private flight?: TokenFlight;
  /** When the last recheck for a change that ends a failure took place. */
  private recheckedAt?: Instant;

  /**
   * @param onEnd called with the result of an attempt, or with undefined if it was given up or found nothing
   * new
   */
  constructor(
    private readonly parts: Parts,
    private readonly state: () => TokenState,
    private readonly onEnd: (attempt: TokenAttempt | undefined, facts: AttemptFacts, at: Instant) => void,
  ) {}

  get isUnderWay(): boolean {
    return this.flight !== undefined;
  }

  /**
   * Returns the attempt in progress or a new one; undefined while it is too early and nothing suggests a
   * change.
   */
  shared(reason: RefreshReason, at: Instant): TokenFlight | undefined {
    if (this.flight !== undefined) return this.flight;
    const { failure } = this.state();
    if (failure === undefined || mayAttempt(this.state(), at)) return this.start(reason);
    return this.mayRecheck(failure, at) ? this.start(reason, failure) : undefined;
  }

  /** Makes an attempt unless one is in progress. */
  begin(reason: RefreshReason): void {
    if (this.flight === undefined) this.start(reason);
  }

  /** @param failure a failure whose pause is not over, so that only a change can end it */
  private start(reason: RefreshReason, failure?: RefreshFailure): TokenFlight {
    this.parts.timer.disarm();
    // Nobody causes what the schedule does, not even a caller in whose time it is due.
    const cause = reason === 'schedule' ? undefined : this.parts.cause?.();
    const run = (signal: AbortSignal): Promise<void> => this.run({ reason, cause, signal }, failure);
    return (this.flight = new TokenFlight(run, reason === 'demand'));
  }

  /** The attempt in progress, if there is one, no longer depends on its callers. */
  keep(): void {
    this.flight?.keep();
  }

  abort(reason: string): void {
    this.flight?.abort(reason);
  }

  private mayRecheck(failure: RefreshFailure, at: Instant): boolean {
    const { source, policy } = this.parts;
    const { recheckedAt } = this;
    const isTooSoon = recheckedAt !== undefined && !isReached(after(recheckedAt, policy.probeMs), at);
    return !isTooSoon && source.mayRecheck?.(failure) === true;
  }

  private async run(origin: Origin, failure?: RefreshFailure): Promise<void> {
    const { reason, signal } = origin;
    const startedAt = now();
    // Neither of the two should ever fail; if one did, the account could not obtain tokens any more.
    const attempt = await this.make(origin, failure).catch(unexpected);
    this.flight = undefined;
    const at = now();
    if (failure !== undefined) this.recheckedAt = at;
    const facts = { reason, durationMs: at.monotonicMs - startedAt.monotonicMs };
    const isGivenUp = attempt?.problem !== undefined && signal.aborted;
    try {
      this.onEnd(isGivenUp ? undefined : attempt, facts, at);
    } catch (error) {
      this.onEnd(unexpected(error), facts, at);
    }
  }

  private async make(origin: Origin, failure?: RefreshFailure): Promise<TokenAttempt | undefined> {
    const { source, policy } = this.parts;
    const { failure: earlier, token } = this.state();
    const held = (): AccessToken | undefined => validToken(this.state(), now());
    const terms = {
      ...origin,
      mustBeNew: origin.reason === 'requested',
      held,
      latest: token?.value,
      timeoutMs: (at: Instant) => attemptTimeoutMs(held(), at, policy),
      mayTryTwice: earlier === undefined,
    };
    return failure === undefined ? source.obtain(terms) : source.recheck?.(terms, failure.refused);
  }
}

function unexpected(error: unknown): TokenAttempt {
  return { problem: { kind: 'transient', reason: textOf(error) } };
}
