import { randomUUID } from 'node:crypto';

/** What no other test's keys begin with. The server may be shared, so let the keys expire, and never flush it. */
export function uniquePrefix(): string {
  return `test:${randomUUID()}:`;
}
