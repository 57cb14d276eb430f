import type { TokenStateName } from '../token/token-snapshot.js';

/** How many tenants have an open account, and in which state. */
export interface TenantCounts {
  /** Accounts that are open. */
  readonly open: number;
  /** Accounts whose tokens are not renewed until their next use. */
  readonly asleep: number;
  /** All other accounts, by the state of their tokens. States without an account are left out. */
  readonly awake: Readonly<Partial<Record<TokenStateName, number>>>;
}

/** How many accounts are in each state, updated as accounts open, change and close. */
export class StateCounts {
  private readonly numbers = new Map<TokenStateName, number>();

  add(state: TokenStateName): void {
    this.numbers.set(state, (this.numbers.get(state) ?? 0) + 1);
  }

  remove(state: TokenStateName): void {
    const left = (this.numbers.get(state) ?? 0) - 1;
    if (left > 0) this.numbers.set(state, left);
    else this.numbers.delete(state);
  }

  clear(): void {
    this.numbers.clear();
  }

  /** States without an account are left out. */
  get byState(): TenantCounts['awake'] {
    return Object.fromEntries(this.numbers);
  }
}
