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
  /** The starts of the latest account of each tenant. It may still be used when the next one is opened. */
  private readonly latest = new Map<string, StartLog>();

  of(tenantId: string, { identity, pacing }: ResolvedOptions): Starts {
    if (pacing === false) return { leave: () => undefined };
    // A key that a function reads is not known yet.
    const key = JSON.stringify([identity.baseURL, identity.clientId || { tenantId }]);
    const ofTenant = JSON.stringify([tenantId, key]);
    const predecessor = this.latest.get(ofTenant) ?? this.take(key);
    const log = new StartLog(pacing.requests, pacing.perMilliseconds, predecessor);
    this.latest.set(ofTenant, log);
    const leave = (): void => {
      // A successor goes on with them already.
      if (this.latest.get(ofTenant) !== log) return;
      this.latest.delete(ofTenant);
      this.leave(key, log);
    };
    return { log, leave };
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
