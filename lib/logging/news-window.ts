/** How many tenants with the same news get a line of their own before the others are counted. */
const MOST_LINES = 5;

/** Tenants are counted for this long before a line tells their number, in milliseconds. */
export const WINDOW_MS = 10_000;

/**
 * Decides for one kind of news which tenants get a line of their own. The first few do. All others are
 * counted, until a whole window has passed without any.
 */
export class NewsWindow {
  private lines = 0;
  private endsAt = -Infinity;
  private readonly counted = new Set<string>();

  /** Whether this tenant gets a line of its own. If it does not, it is counted. */
  admits(tenant: string): boolean {
    if (this.counted.size === 0 && performance.now() >= this.endsAt) this.begin(0);
    if (this.lines === MOST_LINES) this.counted.add(tenant);
    else this.lines += 1;
    return !this.counted.has(tenant);
  }

  /** Milliseconds until the number has to be told; zero or less if that is due. */
  get leftMs(): number {
    return this.counted.size === 0 ? Infinity : this.endsAt - performance.now();
  }

  /** Returns how many tenants were counted, and counts the next ones from zero. */
  take(): number {
    const { size } = this.counted;
    if (size === 0) return 0;
    this.counted.clear();
    this.begin(MOST_LINES);
    return size;
  }

  private begin(lines: number): void {
    this.lines = lines;
    this.endsAt = performance.now() + WINDOW_MS;
  }
}
