import { stayAwake } from '../timing/stay-awake.js';
import { Timeout } from '../timing/timeout.js';

/** The time that a call may take. It stands still while the call waits for what does not count. */
export class CallTime {
  private timeout?: Timeout;
  /** By the monotonic clock. */
  private endsAtMs = 0;
  private isEnded = false;

  constructor(
    milliseconds: number,
    private readonly onOver: () => void,
  ) {
    this.run(milliseconds);
  }

  /** How many milliseconds are left of it. */
  get leftMs(): number {
    return this.endsAtMs - performance.now();
  }

  /** Nothing waits for the end of it any more. */
  clear(): void {
    this.isEnded = true;
    this.timeout?.clear();
  }

  /** Waits without counting that. The process is kept alive meanwhile, as it is while the time runs. */
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
