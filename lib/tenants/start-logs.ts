import type { ResolvedOptions } from '../config/resolved-options.js';
import { StartLog } from '../pacing/start-log.js';

/** The starts that count for the rate budget of an account, and how they are left to the next account of that key. */
interface Starts {
  /** Undefined for an account without a rate budget. */
  readonly log?: StartLog;
  readonly leave: () => void;
}

/**
 * The starts of accounts that were forgotten, by API key. Within a window the next account of that key goes on from them:
 * the vendor counts the requests of a key, however often its account is opened.
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

  /** For one successor alone: other tenants with the same key are not to share a budget for ever. */
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
