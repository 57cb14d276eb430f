import type { StoredToken, TokenStore, TokenStoreEntry } from 'nestjs-alternative-payments';
import type { Reading, SimulatedClock } from '../engine/clock.js';
import type { ObtainedGrant, SharedStore, Written } from './shared-store.js';
import { lieAboutEntry, lieAboutLease } from './store-lies.js';
import type { Lie, StoreAction, StoreFault, StoreSpell } from './store-faults.js';

/** Something that a process asked of the store, and what it was told. */
export interface StoreOperation {
  readonly action: StoreAction;
  readonly key: string;
  /** Everything that the process handed over. */
  readonly handed: { readonly hash?: string; readonly value?: string; readonly owner?: string };
  readonly ttlMs?: number;
  readonly askedAt: Reading;
  /** The store does its duty, and nearly at once. */
  readonly isHonest: boolean;
  /** When it did what it was asked, on the monotonic clock. */
  doneAt?: number;
  answeredAt?: Reading;
  answer?: unknown;
}

/** Who follows what a process and the store say to each other. */
export interface StoreListener {
  storeAsked(operation: StoreOperation): void;
  /** An answer is there; it may be held up for some microtasks. */
  arriving(what: { readonly to: 'store' }): number;
  storeAnswered(operation: StoreOperation): void;
  /** The token with this hash as the process obtained it from the token endpoint. */
  grantOf(hash: string): ObtainedGrant | undefined;
}

/** Longest time that an honest answer takes, in milliseconds. */
export const STORE_LATENCY_MS = 4;

/** The way of one process to the store. */
export class StoreLink implements TokenStore {
  spell?: StoreSpell;
  /** Nothing arrives any more, in either direction. */
  isCut = false;

  constructor(
    private readonly clock: SimulatedClock,
    private readonly store: SharedStore,
    private readonly random: () => number,
    private readonly listener: StoreListener,
    private readonly processName: string,
  ) {}

  read(key: string): Promise<TokenStoreEntry | undefined> {
    return this.ask('read', key, {}, undefined, () => this.store.read(key));
  }

  write(key: string, { hash, value }: StoredToken, ttlMs: number): Promise<void> {
    const written: Written = { key, hash, value, grant: this.listener.grantOf(hash) };
    this.store.written.push(written);
    return this.ask('write', key, { hash, value }, ttlMs, () => this.store.write(written, ttlMs));
  }

  remove(key: string, hash: string): Promise<void> {
    return this.ask('remove', key, { hash }, undefined, () => this.store.remove(key, hash));
  }

  acquireLease(key: string, owner: string, ttlMs: number): Promise<boolean> {
    return this.ask('acquireLease', key, { owner }, ttlMs, () =>
      this.store.acquireLease(key, owner, ttlMs, this.processName),
    );
  }

  releaseLease(key: string, owner: string): Promise<void> {
    return this.ask('releaseLease', key, { owner }, undefined, () => this.store.releaseLease(key, owner));
  }

  /** It is not `async`, since a store may throw. */
  private ask<T>(
    action: StoreAction,
    key: string,
    handed: StoreOperation['handed'],
    ttlMs: number | undefined,
    act: () => Promise<T>,
  ): Promise<T> {
    const fault = this.faultOf(action);
    const operation: StoreOperation = {
      action,
      key,
      handed,
      ttlMs,
      askedAt: this.clock.read(),
      isHonest: fault === undefined && !this.isCut,
    };
    this.listener.storeAsked(operation);
    if (this.isCut) return new Promise(() => undefined);
    const perform = (): Promise<T> => {
      operation.doneAt = this.clock.read().monotonic;
      return act();
    };
    switch (fault?.kind) {
      case 'hang':
      case 'reject':
      case 'throw':
        if (fault.isDone) void perform();
        return this.fail(fault.kind, `${action} ${Object.values(handed).join(' ')}`);
      case 'lie':
        // It says that it has done what it was to do.
        if (action !== 'read' && action !== 'acquireLease') return this.answer(operation, undefined as T, 1);
        return this.answerWith(
          operation,
          perform(),
          (truth) => this.lie(fault.lie, action, key, truth) as T,
          1,
        );
      default:
        return this.answerInTime(operation, fault, perform);
    }
  }

  private fail<T>(kind: 'hang' | 'reject' | 'throw', quoted: string): Promise<T> {
    if (kind === 'hang') return new Promise(() => undefined);
    // Clients of stores quote what they could not send.
    const error = new Error(`ERR unknown command, with args beginning with: ${quoted}`);
    if (kind === 'throw') throw error;
    return Promise.reject(error);
  }

  private answerInTime<T>(
    operation: StoreOperation,
    slow: { readonly ms: number; readonly isDoneAtOnce: boolean } | undefined,
    perform: () => Promise<T>,
  ): Promise<T> {
    const waitMs = slow?.ms ?? Math.floor(this.random() * (STORE_LATENCY_MS + 1));
    const isDoneAtOnce = slow?.isDoneAtOnce ?? this.random() < 0.5;
    if (isDoneAtOnce || waitMs === 0) return this.answerWith(operation, perform(), (truth) => truth, waitMs);
    return new Promise((resolve, reject) => {
      this.clock.later(waitMs, () => {
        this.answerWith(operation, perform(), (truth) => truth, 0).then(resolve, reject);
      });
    });
  }

  private async answerWith<T>(
    operation: StoreOperation,
    truth: Promise<T>,
    tell: (truth: T) => T,
    afterMs: number,
  ): Promise<T> {
    return this.answer(operation, tell(await truth), afterMs);
  }

  private async answer<T>(operation: StoreOperation, answer: T, afterMs: number): Promise<T> {
    if (afterMs > 0) await new Promise<void>((resolve) => this.clock.later(afterMs, resolve));
    if (this.isCut) return new Promise(() => undefined);
    for (let turns = this.listener.arriving({ to: 'store' }); turns > 0; turns -= 1) await Promise.resolve();
    operation.answer = answer;
    operation.answeredAt = this.clock.read();
    this.listener.storeAnswered(operation);
    return answer;
  }

  private faultOf(action: StoreAction): StoreFault | undefined {
    return this.spell?.of.includes(action) ? this.spell.fault : undefined;
  }
  private lie(lie: Lie, action: StoreAction, key: string, truth: unknown): unknown {
    const facts = { key, truth, written: this.store.written, random: this.random };
    return action === 'acquireLease' ? lieAboutLease(facts) : lieAboutEntry(lie, facts);
  }
}
