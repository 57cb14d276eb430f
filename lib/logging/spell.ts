import { WINDOW_MS } from './news-window.js';

/** How many tenants a line names. */
const MOST_NAMES = 5;

/**
 * While some tenants still fail, the recovery of others is told after this time, in milliseconds. It is the
 * longest pause between two attempts, so after an outage all of them have tried again by then.
 */
const STRAGGLERS_MS = 60_000;

/**
 * A time during which tenants of a registration cannot obtain tokens. One line tells that it is over, no
 * matter how many tenants it concerned, and how often it seems to be over.
 */
export class Spell {
  /** By account and not by name: the next account of a tenant may be open before the last one is closed. */
  private readonly failing = new Set<object>();
  /** Names of tenants whose recovery has not been told yet. */
  private readonly recovered = new Set<string>();
  private recoveredAt = 0;
  private toldAt = -Infinity;

  fails(account: object, tenant: string): void {
    this.failing.add(account);
    this.recovered.delete(tenant);
  }

  recovers(account: object, tenant: string): void {
    if (!this.failing.delete(account)) return;
    if (this.recovered.size === 0) this.recoveredAt = performance.now();
    this.recovered.add(tenant);
  }

  /** The account makes no further attempts, so nobody waits for its recovery. */
  leaves(account: object): void {
    this.failing.delete(account);
  }

  /** Milliseconds until its end has to be told; zero or less if that is due. */
  get leftMs(): number {
    if (this.recovered.size === 0) return Infinity;
    const dueAt = this.failing.size === 0 ? this.toldAt + WINDOW_MS : this.recoveredAt + STRAGGLERS_MS;
    return dueAt - performance.now();
  }

  /** Returns a line about those that have recovered; undefined if there are none. */
  take(registration: string): string | undefined {
    if (this.recovered.size === 0) return undefined;
    const text = sentenceOn([...this.recovered], this.failing.size, registration);
    this.recovered.clear();
    this.toldAt = performance.now();
    return text;
  }
}

function sentenceOn(recovered: readonly string[], failing: number, registration: string): string {
  const names = recovered.slice(0, MOST_NAMES).map((name) => `"${name}"`);
  const others = recovered.length - names.length;
  const list = `${names.join(', ')}${others === 0 ? '' : ` and ${countOf(others, 'other')}`}`;
  const left = failing === 0 ? '' : ` ${countOf(failing, 'tenant')} still cannot.`;
  return recovered.length === 1
    ? `The tenant ${list} of "${registration}" can obtain tokens again.${left}`
    : `${recovered.length} tenants of "${registration}" can obtain tokens again: ${list}.${left}`;
}

/** A number and a noun, such as "3 tenants". */
export function countOf(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
