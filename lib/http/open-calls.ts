import { finished, type Readable } from 'node:stream';
import { AccountClosedError } from '../errors/account-closed.error.js';
import type { Activity } from '../timing/activity.js';
import type { Call } from './call.js';

/**
 * The calls of an account that are in progress, including those whose answer still streams. They end together
 * with the account.
 */
export class OpenCalls {
  private readonly calls = new Set<Call>();
  /** Calls whose answer was handed out and still streams; most accounts never have one. */
  private streaming?: Set<Call>;
  isClosed = false;

  constructor(
    private readonly account: string,
    private readonly activity: Activity,
  ) {}

  /** @throws AccountClosedError once the account is closed */
  begin(call: Call): void {
    if (this.isClosed) throw this.closedError();
    this.calls.add(call);
    this.activity.begin();
  }

  /**
   * Records that the call has its answer or its error.
   *
   * @param stream the body of the answer, if it is a stream. The account is in use until the stream ends.
   * Otherwise the account of a tenant could be forgotten before
   */
  end(call: Call, stream?: Readable): void {
    call.answered(stream);
    if (!this.calls.delete(call)) return;
    if (stream === undefined) return this.activity.end();
    const streaming = (this.streaming ??= new Set());
    streaming.add(call);
    finished(stream, () => {
      streaming.delete(call);
      this.activity.end();
    });
  }

  /**
   * Ends calls that have not been sent. Settles once no request that changes something is on the wire: ending
   * such a request would leave its caller without knowing whether money was moved.
   */
  async stop(): Promise<void> {
    const waiting = [...this.calls].filter((call) => !call.isOnWire);
    for (const call of waiting) call.end(this.closedError());
    // While one call is awaited, the hook of another module may send the next.
    for (;;) {
      const delicate = [...this.calls].filter((call) => call.isDelicate);
      if (delicate.length === 0) return;
      await Promise.all(delicate.map((call) => call.untilAnswered()));
    }
  }

  /** Refuses new calls and ends those in progress, except those that `stop()` waits for. */
  close(): void {
    this.isClosed = true;
    for (const call of this.calls) if (!call.isDelicate) call.end(this.closedError());

    for (const call of this.streaming ?? []) call.end(this.closedError());
  }

  private closedError(): AccountClosedError {
    return new AccountClosedError(this.account);
  }
}
