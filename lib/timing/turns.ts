import { setImmediate } from 'node:timers';
import { detached } from './detached.js';

/** How many pieces of work one turn of the event loop takes. Others have to wait for the next turn. */
const AT_ONCE = 16;

/**
 * Spreads pieces of work that are requested at the same moment over several turns of the event loop, so that
 * thousands of them do not delay everything else. A few do not wait.
 */
export class Turns {
  private readonly waiting: Array<() => void> = [];
  private doneInTurn = 0;
  private isNextTurnComing = false;

  /** Settles when a piece of work may be done. */
  take(): Promise<void> {
    this.comeNextTurn();
    this.doneInTurn += 1;
    if (this.waiting.length === 0 && this.doneInTurn <= AT_ONCE) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private comeNextTurn(): void {
    if (this.isNextTurnComing) return;
    this.isNextTurnComing = true;
    detached(() =>
      setImmediate(() => {
        this.isNextTurnComing = false;
        this.doneInTurn = 0;
        const next = this.waiting.shift();
        if (next === undefined) return;
        this.comeNextTurn();
        next();
      }),
    );
  }
}
