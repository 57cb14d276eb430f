import { textOf } from '../errors/text-of.js';
import { after, type Instant, isReached, now } from '../timing/instant.js';
import { attemptTimeoutMs } from './attempt-timing.js';
import type { RefreshFailure } from './refresh-failure.js';
import type { RefreshTimer } from './refresh-timer.js';
import type { TokenAttempt, TokenSource } from './source/token-source.js';
import type { RefreshReason } from './token-events.js';
import { TokenFlight } from './token-flight.js';
import type { TokenPolicy } from './source/token-policy.js';
import { mayAttempt, validToken } from './renewal-timing.js';
import type { AttemptFacts, TokenState } from './token-state.js';

/** What attempts are made with. */
interface Parts {
  readonly source: TokenSource;
  readonly timer: RefreshTimer;
  readonly policy: TokenPolicy;
}

/** Attempts to obtain a token, never two of them at once. */
export class TokenAttempts {
  private flight?: TokenFlight;
  /** When it was last rechecked whether something has changed that ends a failure. */
  private recheckedAt?: Instant;

  /** @param onEnd is told how an attempt ended; of one that was given up, or that found nothing new, it gets undefined */
  constructor(
    private readonly parts: Parts,
    private readonly state: () => TokenState,
    private readonly onEnd: (attempt: TokenAttempt | undefined, facts: AttemptFacts, at: Instant) => void,
  ) {}

  get isUnderWay(): boolean {
    return this.flight !== undefined;
  }

  /** The attempt under way, or a new one; undefined while it is too early for one and there is no sign of anything new. */
  shared(reason: RefreshReason, at: Instant): TokenFlight | undefined {
    if (this.flight !== undefined) return this.flight;
    const { failure } = this.state();
    if (failure === undefined || mayAttempt(this.state(), at)) return this.start(reason);
    return this.mayRecheck(failure, at) ? this.start(reason, failure) : undefined;
  }

  /** Makes an attempt unless one is under way. */
  begin(reason: RefreshReason): void {
    if (this.flight === undefined) this.start(reason);
  }

  /** @param failure of which the pause is not over, so that only something new may end it */
  private start(reason: RefreshReason, failure?: RefreshFailure): TokenFlight {
    this.parts.timer.disarm();
    const run = (signal: AbortSignal): Promise<void> => this.run(reason, signal, failure);
    return (this.flight = new TokenFlight(run, reason === 'demand'));
  }

  /** The attempt under way, if there is one, is made for its own sake from now on. */
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

  private async run(reason: RefreshReason, signal: AbortSignal, failure?: RefreshFailure): Promise<void> {
    const startedAt = now();
    // Neither of the two ever fails; but if one ever did, the account would be dead.
    const attempt = await this.make(reason, signal, failure).catch(unexpected);
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

  private async make(
    reason: RefreshReason,
    signal: AbortSignal,
    failure?: RefreshFailure,
  ): Promise<TokenAttempt | undefined> {
    const { source, policy } = this.parts;
    const { failure: earlier, token } = this.state();
    const held = validToken(this.state(), now());
    const terms = {
      mustBeNew: reason === 'requested',
      held,
      latest: token?.value,
      timeoutMs: (at: Instant) => attemptTimeoutMs(held, at, policy),
      mayTryTwice: earlier === undefined,
      signal,
    };
    return failure === undefined ? source.obtain(terms) : source.recheck?.(terms, failure.refused);
  }
}

function unexpected(error: unknown): TokenAttempt {
  return { problem: { kind: 'transient', reason: textOf(error) } };
}
