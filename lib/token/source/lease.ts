import { randomUUID } from 'node:crypto';

/** A lease that may be held. */
export class Lease {
  /** Identifies this holder; undefined until the lease is requested. */
  owner?: string;

  constructor(readonly key: string) {}

  /**
   * Names the holder. From now on, the lease has to be released, because the answer may be lost or wrong.
   *
   * @throws the error of the source of random numbers, which then counts as a failure of the store
   */
  ask(): string {
    return (this.owner ??= randomUUID());
  }
}
