import { unlessAborted } from '../../timing/abort.js';
import { detached } from '../../timing/detached.js';
import { after, type Deadline, isReached, now, remainingMs } from '../../timing/instant.js';
import { sleep } from '../../timing/sleep.js';
import type { TokenAttempt } from './token-source.js';

/** A longer pause, in milliseconds, fails the attempt instead of being waited for. */
const LONGEST_WAIT_MS = 10_000;

/** The pause after a 429 without a `Retry-After`, in milliseconds. */
const UNNAMED_PAUSE_MS = 1_000;

/** How often an account tries during its turn, waiting as the endpoint asks. */
const MOST_TRIES = 5;

/** What token endpoints have asked for, by their addresses. It applies to all accounts there. */
export class TokenAddresses {
  private readonly known = new Map<string, TokenAddress>();

  of(baseURL: string): TokenAddress {
    const address = this.known.get(baseURL) ?? new TokenAddress();
    this.known.set(baseURL, address);
    return address;
  }
}

/**
 * A token endpoint that several accounts use. Once it has said that it gets too many requests, the accounts
 * take turns, until none of them waits any more.
 */
export class TokenAddress {
  private pausedUntil?: Deadline;
  /** How many accounts wait for their turn, or have it. */
  private inLine = 0;
  /** In the first caller's async context, it would keep what belongs to that caller. */
  private last: Promise<void> = detached(() => Promise.resolve());

  /**
   * Makes an attempt, after waiting for its turn if accounts take turns.
   *
   * @throws the signal's reason once it is aborted, or what `make` throws
   */
  async inTurn(signal: AbortSignal, make: () => Promise<TokenAttempt>): Promise<TokenAttempt> {
    if (this.isLongOver) this.pausedUntil = undefined;
    if (this.pausedUntil === undefined) return this.heeding(make);
    let leave = (): void => undefined;
    const before = this.last;
    this.inLine += 1;
    this.last = new Promise((resolve) => (leave = resolve));
    try {
      await unlessAborted(before, signal);
      for (let tries = 1; ; tries += 1) {
        const refusal = await this.pause(signal);
        const attempt = refusal ?? (await this.heeding(make));
        // An account that went back to the end of the line each time would wait longest for having waited.
        if (refusal !== undefined || !asksForPause(attempt) || tries === MOST_TRIES) return attempt;
      }
    } finally {
      this.inLine -= 1;
      // The endpoint no longer gets too many requests, so all accounts may ask at once again.
      if (this.inLine === 0 && this.isPauseOver) this.pausedUntil = undefined;
      // An account that gives up leaves its place only when its turn comes.
      void before.then(leave);
    }
  }

  private get isLongOver(): boolean {
    const { pausedUntil, inLine } = this;
    return pausedUntil !== undefined && inLine === 0 && isReached(after(pausedUntil, LONGEST_WAIT_MS), now());
  }

  private get isPauseOver(): boolean {
    return this.pausedUntil === undefined || isReached(this.pausedUntil, now());
  }

  /** Waits until the pause is over. */
  private async pause(signal: AbortSignal): Promise<TokenAttempt | undefined> {
    while (this.pausedUntil !== undefined && !this.isPauseOver) {
      const ms = Math.ceil(remainingMs(this.pausedUntil, now()));
      if (ms > LONGEST_WAIT_MS) {
        const reason = 'it has asked for a pause';
        return { problem: { kind: 'transient', reason, status: 429, isQuick: true, retryAfterMs: ms } };
      }
      await sleep(ms, signal);
    }
    return undefined;
  }

  private async heeding(make: () => Promise<TokenAttempt>): Promise<TokenAttempt> {
    const attempt = await make();
    if (asksForPause(attempt)) {
      const until = after(now(), attempt.problem?.retryAfterMs ?? UNNAMED_PAUSE_MS);
      const isLater = this.pausedUntil === undefined || remainingMs(until, this.pausedUntil) > 0;
      if (isLater) this.pausedUntil = until;
    }
    return attempt;
  }
}

function asksForPause({ problem }: TokenAttempt): boolean {
  if (problem === undefined) return false;
  return problem.status === 429 || (problem.retryAfterMs !== undefined && problem.kind === 'transient');
}
