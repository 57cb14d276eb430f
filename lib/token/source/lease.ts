import { randomUUID } from 'node:crypto';

/** A lease that may be held. */
export class Lease {
  /** Tells this holder from every other; undefined until the lease is asked for. */
  owner?: string;

  constructor(readonly key: string) {}

  /**
   * Names the holder. The lease has to be given back from now on, since the answer may get lost, or be wrong.
   *
   * @throws whatever the source of random numbers does; it is then as if the store failed
   */
  ask(): string {
    return (this.owner ??= randomUUID());
  }
}
