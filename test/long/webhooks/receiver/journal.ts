import { openSync, writeSync } from 'node:fs';

/**
 * What can happen to an event: a handler begins, a handler ends, the store knows that it has ended, the sender
 * has got its answer.
 */
export type Happening = 'begun' | 'ended' | 'remembered' | 'answered';

/**
 * A file to which several processes append. What was written stays there if the process is killed, and the lines
 * stand in the order in which they were written.
 */
export class Journal {
  private readonly file: number;

  /** @param writer who writes */
  constructor(
    path: string,
    private readonly writer: string,
  ) {
    this.file = openSync(path, 'a');
  }

  /** @param event the id of the event, or its key in the store */
  write(what: Happening, event: string, handler = '-'): void {
    writeSync(this.file, `${what} ${event} ${handler} ${this.writer}\n`);
  }
}
