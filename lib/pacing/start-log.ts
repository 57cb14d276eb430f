/** The latest starts, as many as are needed to tell when the next one fits the window. */
export class StartLog {
  /** Oldest first, in monotonic milliseconds. */
  private readonly starts: number[];

  /** @param predecessor a log whose starts count as well, and which may still record more */
  constructor(
    private readonly most: number,
    private readonly windowMs: number,
    predecessor?: StartLog,
  ) {
    this.starts = predecessor?.starts ?? [];
  }

  /**
   * Milliseconds until a start fits the window; zero or less if it does now.
   *
   * @param most starts in the window, at most as many as it holds
   */
  msUntilFree(most = this.most): number {
    const oldest = this.starts[this.starts.length - most];
    return oldest === undefined ? 0 : oldest + this.windowMs - performance.now();
  }

  /** Whether no start counts any more. */
  get isOver(): boolean {
    const latest = this.starts.at(-1);
    return latest === undefined || latest + this.windowMs <= performance.now();
  }

  note(): void {
    this.starts.push(performance.now());
    if (this.starts.length > this.most) this.starts.shift();
  }
}
