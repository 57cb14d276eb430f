import type { IncomingMessage } from 'node:http';
import { type RequestOutcome, JournalEntry } from './journal-entry.js';
import { JournalWaiter } from './journal-waiter.js';
import { requestMatcher } from './request-pattern.js';
import { TOKEN_PATH } from './token-path.js';

/** Selects entries of the journal. */
export type JournalPredicate = (entry: JournalEntry) => boolean;

/** Everything that the simulator received, including refused requests, in order of arrival. */
export class Journal {
  private entries: JournalEntry[] = [];
  private reader: ((entry: JournalEntry) => void) | undefined;
  private waiters: JournalWaiter[] = [];
  private requestCount = 0;
  private eventCount = 0;

  /** @internal */
  constructor(private readonly limit: number) {}

  /**
   * All requests, the latest one last. Read the property again after `clear()`. Beyond the simulator's
   * `journalLimit`, the oldest requests are dropped.
   */
  get requests(): readonly JournalEntry[] {
    return this.entries;
  }

  /** The requests to the token endpoint. */
  get tokenRequests(): JournalEntry[] {
    return this.entries.filter((entry) => entry.path === TOKEN_PATH);
  }

  /** All requests except those to the token endpoint. */
  get apiRequests(): JournalEntry[] {
    return this.entries.filter((entry) => entry.path !== TOKEN_PATH);
  }

  /**
   * The requests that match a pattern such as `'POST /customers'`, `'GET /customers/{id}'`, `'api'`, or a
   * predicate.
   *
   * @throws TypeError if the pattern is malformed
   */
  find(wanted: string | JournalPredicate): JournalEntry[] {
    return this.entries.filter(asPredicate(wanted));
  }

  /**
   * Waits until the journal holds `count` matching requests, including those already in it. A pattern is
   * matched at arrival. A predicate is called at arrival, when the body is complete, and when the request has
   * ended.
   *
   * @param timeoutMs milliseconds after which the promise is rejected with an error that says what was
   * received
   * @throws Error if the time is over or the simulator is closed
   * @example
   * await simulator.journal.waitFor('POST /customers', 2);
   * await simulator.journal.waitFor((entry) => entry.status === 429);
   */
  waitFor(wanted: string | JournalPredicate, count = 1, timeoutMs = 10_000): Promise<JournalEntry[]> {
    const waiter = new JournalWaiter(asPredicate(wanted), count, timeoutMs, () => this.entries);
    this.waiters.push(waiter);
    this.tellWaiters();
    return waiter.result;
  }

  /** Forgets all requests. The numbering goes on. */
  clear(): void {
    this.entries = [];
  }

  /** @internal Calls a function with each request that has ended. */
  follow(reader: (entry: JournalEntry) => void): void {
    this.reader = reader;
  }

  /** @internal */
  arrive(request: IncomingMessage): JournalEntry {
    const entry = new JournalEntry(++this.requestCount, ++this.eventCount, request);
    this.entries.push(entry);
    if (this.entries.length > this.limit) {
      // A tenth is dropped at once, because dropping a single entry from the front of a long array on every
      // request is slow.
      this.entries = this.entries.slice(Math.ceil(this.limit / 10));
    }
    this.tellWaiters();
    return entry;
  }

  /** @internal */
  received(entry: JournalEntry, body: string, unknown: readonly string[]): void {
    entry.body = body;
    entry.unknown = unknown;
    this.tellWaiters();
  }

  /** @internal */
  ended(entry: JournalEntry, outcome: RequestOutcome, status?: number): void {
    entry.outcome = outcome;
    entry.status = status;
    entry.answered = outcome === 'answered' ? ++this.eventCount : undefined;
    this.tellWaiters();
    this.reader?.(entry);
  }

  /** @internal */
  close(): void {
    this.waiters.forEach((waiter) => waiter.giveUp('The simulator was closed'));
    this.waiters = [];
  }

  private tellWaiters(): void {
    if (this.waiters.length > 0) this.waiters = this.waiters.filter((waiter) => !waiter.isDone());
  }
}

function asPredicate(wanted: string | JournalPredicate): JournalPredicate {
  if (typeof wanted === 'function') return wanted;

  const matches = requestMatcher(wanted);
  return (entry) => matches(entry.method, entry.path);
}
