import { Injectable } from '@nestjs/common';
import { ignoreElements, mergeMap, type Observable, share, timer } from 'rxjs';
import { Accounts, type SimulatedAccount } from './accounts.js';

const EVERY_MS = 1_000;

/**
 * Lists the customers of each simulated account once a second, so that there are calls to watch. Nothing is
 * sent to a real account.
 */
@Injectable()
export class Traffic {
  private names: ReadonlyMap<string, string> = new Map();

  /** Calls go on for as long as somebody subscribes, and are not made twice for two of them. */
  readonly whileWatched$: Observable<never>;

  constructor(private readonly accounts: Accounts) {
    const calls$ = timer(0, EVERY_MS).pipe(
      // A slow call must not hold up those after it.
      mergeMap(() => Promise.all(this.accounts.simulated.map((account) => this.call(account)))),
    );
    this.whileWatched$ = calls$.pipe(ignoreElements(), share());
  }

  /** The name of a customer of the default account, as it was last listed; the id of one that was not. */
  nameOf(customerId: string | undefined): string | undefined {
    return customerId === undefined ? undefined : (this.names.get(customerId) ?? customerId);
  }

  /** What becomes of a call is counted where it is sent. */
  private async call({ name, api }: SimulatedAccount): Promise<void> {
    const page = await api.customers.list({ limit: 100 }).catch(() => undefined);
    if (name === 'default' && page)
      this.names = new Map(page.data.map((customer) => [customer.id, customer.name ?? customer.id]));
  }
}
