import type { ResolvedOptions } from '../config/resolved-options.js';
import { StartLog } from '../pacing/start-log.js';

/**
 * The starts that count for the rate budget of an account, and a way to leave them to the next account of
 * that key.
 */
interface Starts {
  /** Undefined for an account without a rate budget. */
  readonly log?: StartLog;
  readonly leave: () => void;
}

/**
 * The starts of forgotten accounts, by API key. Within a window, the next account of that key continues from
 * them: the vendor counts the requests of a key, no matter how often its account is opened.
 */
export class StartLogs {
  private readonly left = new Map<string, StartLog>();

  of(tenantId: string, { identity, pacing }: ResolvedOptions): Starts {
    if (pacing === false) return { leave: () => undefined };
    // A key that a function reads is not known yet.
    const key = JSON.stringify([identity.baseURL, identity.clientId || { tenantId }]);
    const log = new StartLog(pacing.requests, pacing.perMilliseconds, this.take(key));
    return { log, leave: () => this.leave(key, log) };
  }

  /**
   * Only one successor continues from them. Other tenants with the same key must not share a budget
   * permanently.
   */
  private take(key: string): StartLog | undefined {
    const left = this.left.get(key);
    this.left.delete(key);
    return left?.isOver ? undefined : left;
  }

  private leave(key: string, log: StartLog): void {
    this.left.delete(key);
    this.left.set(key, log);
    for (const [other, { isOver }] of this.left) {
      if (!isOver) return;
      this.left.delete(other);
    }
  }
}
