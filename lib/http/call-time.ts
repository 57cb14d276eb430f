import { stayAwake } from '../timing/stay-awake.js';
import { Timeout } from '../timing/timeout.js';

/** The time limit of a call. It is paused while the call waits for something that does not count. */
export class CallTime {
  private timeout?: Timeout;
  /** Measured by the monotonic clock. */
  private endsAtMs = 0;
  private isEnded = false;

  constructor(
    milliseconds: number,
    private readonly onOver: () => void,
  ) {
    this.run(milliseconds);
  }

  get leftMs(): number {
    return this.endsAtMs - performance.now();
  }

  /** Ends the time limit, because nothing waits for it any more. */
  clear(): void {
    this.isEnded = true;
    this.timeout?.clear();
  }

  /** Waits without counting the time. The process stays alive meanwhile, as it does while the time runs. */
  async standStill<T>(wait: Promise<T>): Promise<T> {
    const { leftMs } = this;
    this.timeout?.clear();
    const rest = stayAwake();
    try {
      return await wait;
    } finally {
      rest();
      if (!this.isEnded) this.run(leftMs);
    }
  }

  private run(milliseconds: number): void {
    this.endsAtMs = performance.now() + milliseconds;
    this.timeout = new Timeout(milliseconds, this.onOver);
  }
}
