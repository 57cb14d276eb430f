import {
  MemoryTokenStore,
  type StoredToken,
  type TokenStore,
  type TokenStoreEntry,
} from 'nestjs-alternative-payments';

/** A store that keeps account of what is done to it, and of which single operations can be made to fail. */
export class ObservedStore implements TokenStore {
  readonly operations: string[] = [];
  readonly written: Array<StoredToken & { readonly key: string; readonly ttlMs: number }> = [];
  /** What stands in for the operations named. */
  faults: Partial<TokenStore> = {};
  private readonly memory = new MemoryTokenStore();

  read(key: string): Promise<TokenStoreEntry | undefined> {
    return this.run('read', key);
  }

  write(key: string, token: StoredToken, ttlMs: number): Promise<void> {
    this.written.push({ key, ...token, ttlMs });
    return this.run('write', key, token, ttlMs);
  }

  remove(key: string, hash: string): Promise<void> {
    return this.run('remove', key, hash);
  }

  acquireLease(key: string, owner: string, ttlMs: number): Promise<boolean> {
    return this.run('acquireLease', key, owner, ttlMs);
  }

  releaseLease(key: string, owner: string): Promise<void> {
    return this.run('releaseLease', key, owner);
  }

  /** Writes without being seen, and whatever the faults. */
  keep(...given: Parameters<TokenStore['write']>): Promise<void> {
    return this.memory.write(...given);
  }

  private run<Name extends keyof TokenStore>(
    name: Name,
    ...given: Parameters<TokenStore[Name]>
  ): ReturnType<TokenStore[Name]> {
    this.operations.push(name);
    const target: Partial<TokenStore> = this.faults[name] === undefined ? this.memory : this.faults;
    return (target[name] as (...all: unknown[]) => ReturnType<TokenStore[Name]>).apply(target, given);
  }
}
