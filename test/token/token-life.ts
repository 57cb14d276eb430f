import { DEFAULT_POLICY as policy } from '../../lib/token/source/token-policy.js';
import { after, type Instant } from '../../lib/timing/instant.js';
import type { ObtainedToken } from '../../lib/token/source/obtained-token.js';
import type { RejectedCall } from '../../lib/token/rejections.js';
import {
  type AttemptFacts,
  accepted,
  failed,
  NO_TOKEN,
  obtained,
  passed,
  rejected,
  type RejectionStep,
  type Step,
  type TokenState,
  tried,
} from '../../lib/token/token-state.js';
import type { TokenFailure } from '../../lib/token/source/token-failure.js';

export const START: Instant = { wallMs: 1_780_000_000_000, monotonicMs: 5_000 };

export const terms = {
  policy,
  identity: { account: 'default', environment: 'demo', baseURL: 'https://api.example', clientId: 'id' },
  random: 0.5,
};

export const facts: AttemptFacts = { reason: 'schedule', durationMs: 10 };

/** A token that was just requested. */
export function token(accessToken: string, requestedAt: Instant, seconds = 3_600): ObtainedToken {
  const response = { accessToken, lifetime: { seconds, source: 'returned' as const } };
  return { response, requestedAt, tookMs: 10, source: 'endpoint' };
}

/** The state of a token in a time of its own, moved on by what happens to it. */
export class TokenLife {
  state: TokenState = NO_TOKEN;
  at: Instant = START;

  pass(milliseconds: number): void {
    this.at = after(this.at, milliseconds);
  }

  obtain(accessToken: string, seconds?: number): Step {
    return this.#take(obtained(this.state, token(accessToken, this.at, seconds), facts, this.at, terms));
  }

  fail(failure: TokenFailure): Step {
    return this.#take(failed(this.state, failure, facts, this.at, terms));
  }

  accept(value: string, endpoint = 'GET /a'): Step {
    return this.#take(accepted(this.state, value, endpoint, this.at));
  }

  /** The API rejects it; the call may be sent again unless said otherwise. */
  reject(value: string, call: Partial<RejectedCall> = {}, isAsking = false): RejectionStep {
    const given = { endpoint: 'GET /a', isResendable: true, maySendAgain: true, ...call };
    return this.#take(rejected(this.state, value, given, isAsking, this.at));
  }

  /** Somebody to whom it was handed out says that it does not work. */
  invalidate(value: string): RejectionStep {
    return this.#take(rejected(this.state, value, undefined, false, this.at));
  }

  try(): Step {
    return this.#take(tried(this.state, this.at));
  }

  tell(): Step {
    return this.#take(passed(this.state, this.at));
  }

  /** Obtains a token that has proved itself by now. */
  prove(accessToken: string): void {
    this.obtain(accessToken);
    this.accept(accessToken);
    this.pass(10_000);
  }

  #take<S extends Step>(step: S): S {
    this.state = step.state;
    return step;
  }
}
