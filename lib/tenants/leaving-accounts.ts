import type { Account } from '../account/account.js';
import type { Turns } from '../timing/turns.js';

/**
 * Accounts that are no longer found by name. Each is closed once its calls have ended, in a turn of its own.
 */
export class LeavingAccounts {
  /** The accounts, and what is to be done once they are closed. */
  private readonly accounts = new Map<Account, () => void>();
  /** Accounts whose calls have ended. */
  private readonly resting: Account[] = [];

  constructor(private readonly turns: Turns) {}

  add(account: Account, onClosed: () => void): void {
    this.accounts.set(account, onClosed);
    if (!account.isInUse) this.rests(account);
  }

  /**
   * Records that the last call of an account has ended. Nothing happens if the account is not one of these.
   */
  rests(account: Account): void {
    if (!this.accounts.has(account)) return;
    this.resting.push(account);
    if (this.resting.length === 1) void this.closeResting();
  }

  list(): Account[] {
    return [...this.accounts.keys()];
  }

  /** Drops all accounts, because they are closed elsewhere. */
  clear(): void {
    this.accounts.clear();
  }

  private async closeResting(): Promise<void> {
    for (let account = this.resting[0]; account !== undefined; account = this.resting[0]) {
      await this.turns.take();
      // A caller that found the account just before it was forgotten may have begun a call meanwhile.
      if (!account.isInUse) this.close(account);
      this.resting.shift();
    }
  }

  private close(account: Account): void {
    const onClosed = this.accounts.get(account);
    if (onClosed === undefined) return;
    this.accounts.delete(account);
    account.close();
    onClosed();
  }
}
