import type { TenantAccount, TokenEvent } from 'nestjs-alternative-payments';
import type { Reading } from '../clock.js';

/** An account that was opened for a tenant, and how it is used. */
export class OpenedAccount {
  /** When it was used last, as far as that is known to its users. */
  usedAt: Reading;
  /** When it was used last, or used itself: the first token is obtained without anybody asking. */
  stirredAt: Reading;
  /** Calls and wishes under way. */
  underWay = 0;
  /** `close()` was called for it. */
  isReleased = false;
  /** Its last attempt to obtain a token failed. */
  isFailing = false;
  closedAt?: Reading;

  constructor(
    readonly account: TenantAccount,
    private readonly read: () => Reading,
    onEvent: (event: TokenEvent) => void,
    onClosed: (opened: OpenedAccount) => void,
  ) {
    this.usedAt = this.stirredAt = read();
    account.tokenService.events$.subscribe({
      next: (event) => {
        if (event.type === 'failed') this.isFailing = true;
        if (event.type === 'refreshed') this.isFailing = false;
        const isOfItself = 'reason' in event && event.reason === 'schedule';
        if (!isOfItself && event.type !== 'expired') this.stirredAt = read();
        onEvent(event);
      },
      complete: () => {
        this.closedAt = read();
        onClosed(this);
      },
    });
  }

  use(): void {
    this.usedAt = this.stirredAt = this.read();
  }

  begin(): void {
    this.underWay += 1;
    this.use();
  }

  end(): void {
    this.underWay -= 1;
    this.use();
  }
}
