import type { Abortable } from '../timing/abort.js';
import type { Activity } from '../timing/activity.js';
import { after, now } from '../timing/instant.js';
import type { AccessToken } from './access-token.js';
import { isWorthWaiting, type Patience, Patient } from './patience.js';
import { errorOf } from './refresh-failure.js';
import type { TokenAttempts } from './token-attempts.js';
import type { TokenState } from './token-state.js';

/** What waiting callers see of the account. */
interface Counter {
  readonly state: TokenState;
  /** Whether the application is closing. */
  readonly isStopped: boolean;
  current(): AccessToken | undefined;
  valid(): AccessToken | undefined;
  /**
   * @param wasStopped false for a caller that began to wait before the application began to close
   * @throws AccountClosedError
   */
  refuseIfClosed(wasStopped: boolean): void;
}

/** Callers that wait for a token. All of them share the attempts. */
export class WaitingCallers {
  private readonly patient = new Patient();

  constructor(
    private readonly counter: Counter,
    private readonly attempts: TokenAttempts,
    private readonly activity: Activity,
  ) {}

  /**
   * Waits for a token that can be sent.
   *
   * @throws TokenUnavailableError, AccountClosedError, or the signal's reason
   */
  ready(patience: Patience, signal?: Abortable): Promise<AccessToken> {
    const { counter } = this;
    const wasStopped = counter.isStopped;
    const endsAt = after(now(), patience.ms);
    return this.inUse(async () => {
      for (let failures = 0; ;) {
        counter.refuseIfClosed(wasStopped);
        const { generation: before, failure } = counter.state;
        const token = counter.current();
        if (token !== undefined) return token;
        await this.attempts.shared('demand', now())?.join(signal);
        // An endpoint may be so slow that its tokens arrive near their expiry. A caller that has waited may
        // use them.
        const fresh = counter.valid();
        if (counter.state.generation > before && fresh !== undefined) return fresh;
        // A new failure is rechecked first: another process may have obtained a token, or there may be
        // another key.
        if (failure === undefined || counter.state.failure !== failure) continue;
        failures += 1;
        if (!isWorthWaiting(failure, failures, patience, endsAt)) throw errorOf(failure);
        await this.patient.wait(failure, signal);
      }
    });
  }

  /**
   * Waits for a token that is newer than the present one.
   *
   * @throws TokenUnavailableError, AccountClosedError
   */
  renewed(): Promise<void> {
    const { counter } = this;
    const before = counter.state.generation;
    const wasStopped = counter.isStopped;
    return this.inUse(async () => {
      while (counter.state.generation === before) {
        counter.refuseIfClosed(wasStopped);
        await this.attempts.shared('requested', now())?.join();
        const { failure } = counter.state;
        if (failure !== undefined) throw errorOf(failure);
      }
    });
  }

  /** Wakes all callers, because something has changed that they may wait for. */
  wake(): void {
    this.patient.wake();
  }

  private async inUse<T>(run: () => Promise<T>): Promise<T> {
    this.activity.begin();
    try {
      return await run();
    } finally {
      this.activity.end();
    }
  }
}
