import { detached } from '../timing/detached.js';
import { Timeout } from '../timing/timeout.js';

/**
 * Something that closes together with the application: a registered account, or the accounts of its tenants.
 */
export interface Member {
  /**
   * Ends calls that have not been sent and stops renewing the token, but still accepts new calls. Settles
   * once the requests that change something and have been sent have ended.
   */
  beginShutdown(): Promise<void>;

  /** Ends everything and refuses every new call. */
  endShutdown(): void;
}

/**
 * How long the last call must lie back before the account closes, in milliseconds. Other modules may still
 * call while they shut down.
 */
const QUIET_MS = 1_000;

/**
 * Shuts a registration down. Nest closes modules in an order that depends on how they are imported, so a
 * worker that finishes its last job may call after our own hook has run. Calls are therefore accepted until
 * none has come for a second.
 */
export class Shutdown {
  private begun?: Promise<void>;
  private lastCallAt = 0;

  /** @param longestMs time after which everything ends in any case, in milliseconds */
  constructor(private readonly longestMs: number) {}

  /** Records that a call begins. If the application is closing, this postpones the end. */
  noteCall(): void {
    if (this.begun !== undefined) this.lastCallAt = performance.now();
  }

  /** Whether the application has begun to close. */
  get isUnderWay(): boolean {
    return this.begun !== undefined;
  }

  /** Begins the shutdown, and settles once `app.close()` may go on. A second call joins the first. */
  begin(members: readonly Member[]): Promise<void> {
    return (this.begun ??= this.run(members));
  }

  private async run(members: readonly Member[]): Promise<void> {
    const begunAt = performance.now();
    this.lastCallAt = begunAt;
    const stopped = members.map((member) => member.beginShutdown());
    this.closeOnceQuiet(members, begunAt + this.longestMs);
    await Promise.all(stopped);
  }

  private closeOnceQuiet(members: readonly Member[], latest: number): void {
    const { lastCallAt } = this;
    const waitMs = Math.min(lastCallAt + QUIET_MS, latest) - performance.now();
    const look = (): void => {
      const isQuiet = this.lastCallAt === lastCallAt;
      if (!isQuiet && performance.now() < latest) return this.closeOnceQuiet(members, latest);
      for (const member of members) member.endShutdown();
    };
    // A caller who waits keeps the process alive; this timer need not.
    detached(() => new Timeout(Math.max(0, Math.ceil(waitMs)), look)).unref();
  }
}
