import { randomUUID } from 'node:crypto';

/** A lease that may be held. */
export class Lease {
  readonly owner = randomUUID();
  isAskedFor = false;
}
