import type { HttpService } from '@nestjs/axios';
import type { WarmUp } from '../config/account-options.js';
import type { ClosingReason } from '../errors/account-closed.error.js';
import type { Activity } from '../timing/activity.js';
import { now, remainingMs } from '../timing/instant.js';
import type { TokenService } from '../token/token.service.js';
import type { Member } from './shutdown.js';
import type { TenantAccount } from '../tenants/tenant-account.js';

/** The calls of an account, as far as closing concerns them. */
export interface AccountCalls {
  /** Like `beginShutdown()` of the account. */
  stop(): Promise<void>;
  close(reason: ClosingReason): void;
}

/** One API key in one environment, with everything that belongs to it. */
export class Account implements Member {
  constructor(
    private readonly firstToken: WarmUp,
    /** What the account is for. */
    readonly services: TenantAccount,
    private readonly activity: Activity,
    private readonly calls: AccountCalls,
  ) {}

  get tokenService(): TokenService {
    return this.services.tokenService;
  }

  get httpService(): HttpService {
    return this.services.httpService;
  }

  /**
   * Fetches the first token as the option `warmUp` says.
   *
   * @throws TokenUnavailableError if a token is required and cannot be had; the account is then closed, for the
   * application that did not start will not close it
   */
  async warmUp(): Promise<void> {
    if (this.firstToken === 'required') {
      try {
        await this.tokenService.ready();
      } catch (error) {
        this.close();
        throw error;
      }
    }
    // A failure is in the log then, and the token service goes on trying.
    if (this.firstToken === 'background') this.tokenService.warmUp();
  }

  /** Whether a call is under way. */
  get isInUse(): boolean {
    return this.activity.isUnderWay;
  }

  /** Whether a call is under way, or the account was used within so many milliseconds. */
  isUsedWithin(milliseconds: number): boolean {
    return !this.activity.isIdle(milliseconds, now());
  }

  /** Milliseconds until it was unused for that long. */
  idleInMs(milliseconds: number): number {
    const at = now();
    return remainingMs(this.activity.idleAt(milliseconds, at), at);
  }

  /** The account is handed to somebody, who is about to use it. */
  touch(): void {
    this.activity.touch(now());
  }

  beginShutdown(): Promise<void> {
    this.tokenService.stop();
    return this.calls.stop();
  }

  endShutdown(): void {
    this.close();
  }

  /** Ends what is under way and releases what is held. Twice is fine. */
  close(reason: ClosingReason = 'shutdown'): void {
    this.tokenService.close(reason);
    this.calls.close(reason);
  }
}
