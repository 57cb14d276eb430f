/** When the latest starts were: enough of them to tell when the next one fits a window. */
export class StartLog {
  /** Oldest first, in monotonic milliseconds. */
  private readonly starts: number[] = [];

  constructor(
    private readonly most: number,
    private readonly windowMs: number,
  ) {}

  /** Milliseconds until a start fits the window; zero or less if it does now. */
  msUntilFree(): number {
    const oldest = this.starts[0];
    if (oldest === undefined || this.starts.length < this.most) return 0;
    return oldest + this.windowMs - performance.now();
  }

  note(): void {
    this.starts.push(performance.now());
    if (this.starts.length > this.most) this.starts.shift();
  }
}
