import { detached } from '../timing/detached.js';
import { Timeout } from '../timing/timeout.js';

/** What closes together with the application: a registered account, and the accounts of its tenants. */
export interface Member {
  /**
   * Ends what has not been sent and renews nothing by itself any more; new calls are still taken. Settles once the
   * requests that change something, and are on the wire, have ended.
   */
  beginShutdown(): Promise<void>;

  /** Ends everything and turns every new call away. */
  endShutdown(): void;
}

/** How long other modules have for another call after their last one, in milliseconds. */
const QUIET_MS = 1_000;

/**
 * The end of a registration. Nest closes modules in an order that depends on how they are imported, so a worker that
 * finishes its last job may call after our own hook has run. Calls are therefore taken until none has come for a second.
 */
export class Shutdown {
  private begun?: Promise<void>;
  private lastCallAt = 0;

  /** @param longestMs after which the end comes in any case, in milliseconds */
  constructor(private readonly longestMs: number) {}

  /** A call begins; if the application is closing, the end is put off. */
  noteCall(): void {
    if (this.begun !== undefined) this.lastCallAt = performance.now();
  }

  /** Whether the application has begun to close. */
  get isUnderWay(): boolean {
    return this.begun !== undefined;
  }

  /** Begins the end, and settles once `app.close()` may go on. A second call joins the first. */
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
    // A caller who waits keeps the process alive; the end itself need not.
    detached(() => new Timeout(Math.max(0, Math.ceil(waitMs)), look)).unref();
  }
}
