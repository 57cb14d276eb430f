/** How many there are of each kind, kept as they come and go. */
export class Census<Kind extends string> {
  private readonly numbers = new Map<Kind, number>();

  enters(kind: Kind): void {
    this.numbers.set(kind, (this.numbers.get(kind) ?? 0) + 1);
  }

  leaves(kind: Kind): void {
    const left = (this.numbers.get(kind) ?? 0) - 1;
    if (left > 0) this.numbers.set(kind, left);
    else this.numbers.delete(kind);
  }

  clear(): void {
    this.numbers.clear();
  }

  /** Kinds of which there is none are left out. */
  counts(): Partial<Record<Kind, number>> {
    return Object.fromEntries(this.numbers) as Partial<Record<Kind, number>>;
  }
}
