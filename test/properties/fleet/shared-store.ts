import { MemoryTokenStore, type StoredToken, type TokenStoreEntry } from 'nestjs-alternative-payments';
import { elapsedMs, type Reading, type SimulatedClock } from '../engine/clock.js';

/** A token as somebody obtained it from the token endpoint. */
export interface ObtainedGrant {
  readonly token: string;
  readonly hash: string;
  /** Just before its request was sent. */
  readonly requestedAt: Reading;
  readonly lifetimeMs: number;
  /** The account whose token it is. */
  readonly account: string;
}

/** A token that was handed to the store. */
export interface Written extends StoredToken {
  readonly key: string;
  /** What the writer obtained; undefined if it never obtained such a token. */
  readonly grant?: ObtainedGrant;
}

/** What the store has under a key. */
export interface Content extends Written {
  readonly writtenAt: Reading;
  readonly ttlMs: number;
}

/** Who has a lease. */
interface LeaseHolder {
  readonly owner: string;
  /** Name of the process. */
  readonly by: string;
  readonly since: Reading;
  readonly ttlMs: number;
}

/** The one store that all processes share, and what an onlooker knows of it. */
export class SharedStore {
  /** Everything that was ever handed to it. */
  readonly written: Written[] = [];
  /** Removals that took away another token than they were to. */
  readonly misdeeds: string[] = [];
  private readonly memory = new MemoryTokenStore();
  private readonly contents = new Map<string, Content>();
  private readonly leases = new Map<string, LeaseHolder>();

  constructor(private readonly clock: SimulatedClock) {}

  /** What is under a key at this moment. */
  contentOf(key: string): Content | undefined {
    const content = this.contents.get(key);
    return content !== undefined && this.leftMs(content) > 0 ? content : undefined;
  }

  /** What is left of it. A clock that was set, or a machine that slept, ends it earlier. */
  leftMs({ writtenAt, ttlMs }: Content): number {
    return ttlMs - elapsedMs(writtenAt, this.clock.read());
  }

  /** Who has the lease of a key at this moment. */
  holderOf(key: string): LeaseHolder | undefined {
    const holder = this.leases.get(key);
    // A clock that was set, or a machine that slept, ends a lease earlier.
    if (holder === undefined || elapsedMs(holder.since, this.clock.read()) >= holder.ttlMs) return undefined;
    return holder;
  }

  read(key: string): Promise<TokenStoreEntry | undefined> {
    this.forgetIfEnded(key);
    return this.memory.read(key);
  }

  write(written: Written, ttlMs: number): Promise<void> {
    for (const key of this.contents.keys()) this.forgetIfEnded(key);
    this.contents.set(written.key, { ...written, writtenAt: this.clock.read(), ttlMs });
    return this.memory.write(written.key, { hash: written.hash, value: written.value }, ttlMs);
  }

  /** Looks at what is there just before and just after. */
  async remove(key: string, hash: string): Promise<void> {
    this.forgetIfEnded(key);
    if (this.contents.get(key)?.hash === hash) this.contents.delete(key);
    const [before, , after] = await Promise.all([
      this.memory.read(key),
      this.memory.remove(key, hash),
      this.memory.read(key),
    ]);
    if (before === undefined) return;
    if (before.hash !== hash && after?.hash !== before.hash)
      this.misdeeds.push(`the removal of ${hash} took ${before.hash} away`);
    if (before.hash === hash && after !== undefined)
      this.misdeeds.push(`the removal of ${hash} left it there`);
  }

  async acquireLease(key: string, owner: string, ttlMs: number, by: string): Promise<boolean> {
    const holder = this.holderOf(key);
    const isFree = holder === undefined;
    if (isFree) this.leases.set(key, { owner, by, since: this.clock.read(), ttlMs });
    const isGranted = await this.memory.acquireLease(key, owner, ttlMs);
    if (isGranted !== isFree) {
      this.misdeeds.push(
        `the lease was ${isGranted ? '' : 'not '}given while ${holder?.by ?? 'nobody'} had it`,
      );
    }
    return isGranted;
  }

  releaseLease(key: string, owner: string): Promise<void> {
    if (this.leases.get(key)?.owner === owner) this.leases.delete(key);
    return this.memory.releaseLease(key, owner);
  }

  /** What has ended is dropped when somebody comes by, and a clock that is set right does not bring it back. */
  private forgetIfEnded(key: string): void {
    if (this.contentOf(key) === undefined) this.contents.delete(key);
  }
}
