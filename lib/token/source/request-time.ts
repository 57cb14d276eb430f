import { unlessAborted } from '../../timing/abort.js';
import { type Instant, now } from '../../timing/instant.js';
import { isLate, Timeout } from '../../timing/timeout.js';
import { TookTooLong } from '../../timing/within.js';

/** The agent had no free connection for a request. */
export class NoConnectionFree extends Error {
  readonly remedy =
    'Other requests hold every connection of the agent. Raise "maxSockets" of the agent in the option "http", so that a token request finds one.';

  constructor(timeoutMs: number) {
    super(`no connection was free within ${Math.round(timeoutMs)} ms`);
    this.name = 'NoConnectionFree';
  }
}

/**
 * The timeout of a token request. It begins when the request is sent, or when the request gets its connection
 * if all of the agent's were in use: waiting for a connection is not waiting for an answer.
 */
export class RequestTime {
  private begunAt = now();
  private dueAtMs = 0;
  private timeout?: Timeout;
  private isOver = false;
  private readonly end = new AbortController();

  /** @param queueMs how long the request may wait for a connection, in milliseconds */
  constructor(
    private readonly timeoutMs: number,
    private readonly queueMs: number,
  ) {}

  /** When the request was sent, as far as that is known. It is never later than the real instant. */
  get sentAt(): Instant {
    return this.begunAt;
  }

  get leftMs(): number {
    return this.timeoutMs - (performance.now() - this.begunAt.monotonicMs);
  }

  /** Whether the time passed while the process stood still. */
  get stoodStill(): boolean {
    return isLate(this.dueAtMs, performance.now());
  }

  /**
   * Makes the request, and gives up once its time is over or the signal is aborted. The signal that `make`
   * received is aborted then.
   *
   * @throws TookTooLong, NoConnectionFree, the signal's reason, or what `make` throws
   */
  async limit<T>(make: (ended: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    const { end } = this;
    if (signal.aborted) end.abort(signal.reason);
    this.sent();
    try {
      return await unlessAborted(unlessAborted(make(end.signal), end.signal), signal);
    } catch (error) {
      end.abort(error);
      throw error;
    } finally {
      this.isOver = true;
      this.timeout?.clear();
    }
  }

  /** Records that the request waits for a connection. */
  queued(): void {
    this.begin(this.queueMs, () => new NoConnectionFree(this.queueMs));
  }

  /** Records that the request has a connection. */
  sent(): void {
    this.begunAt = now();
    this.begin(this.timeoutMs, () => new TookTooLong(this.timeoutMs));
  }

  /**
   * @param reasonFor creates the error. An error that was created earlier would keep the first caller's
   * context alive with the connection
   */
  private begin(milliseconds: number, reasonFor: () => Error): void {
    if (this.isOver) return;
    this.timeout?.clear();
    this.dueAtMs = performance.now() + milliseconds;
    this.timeout = new Timeout(milliseconds, () => this.end.abort(reasonFor())).unref();
  }
}
