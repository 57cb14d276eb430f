import { Observable, type Subscriber } from 'rxjs';
import type { TokenEvent } from '../observation/token-events.js';

/** Events of the tokens of tenants, by the name of the tenant, no matter how often its account is opened. */
export class TenantEvents {
  private readonly listeners = new Map<string, Set<Subscriber<TokenEvent>>>();
  private isOver = false;

  /** Completes when the application has shut down. */
  of(tenantId: string): Observable<TokenEvent> {
    return new Observable<TokenEvent>((listener) => {
      if (this.isOver) return listener.complete();
      const listeners = this.listeners.get(tenantId) ?? new Set();
      this.listeners.set(tenantId, listeners.add(listener));
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) this.listeners.delete(tenantId);
      };
    });
  }

  tell(tenantId: string, event: TokenEvent): void {
    for (const listener of this.listeners.get(tenantId) ?? []) listener.next(event);
  }

  complete(): void {
    this.isOver = true;
    const all = [...this.listeners.values()].flatMap((listeners) => [...listeners]);
    this.listeners.clear();
    for (const listener of all) listener.complete();
  }
}
