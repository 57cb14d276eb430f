import type { CallPhase } from '../errors/call-timed-out.error.js';

/** What a call waits for, one after the other, and for how long. */
export class Journey {
  #phase?: CallPhase;
  #sendings = 0;
  readonly #begunAtMs = performance.now();
  #enteredAtMs = this.#begunAtMs;
  readonly #waitedMs = new Map<CallPhase, number>();

  /** What it waits for. A call that has not waited for anything yet will need a token first. */
  get phase(): CallPhase {
    return this.#phase ?? 'token';
  }

  /** From here on it waits for this. To wait for the answer is to have been sent. */
  enter(phase: CallPhase): void {
    const atMs = performance.now();
    if (this.#phase !== undefined) this.#waitedMs.set(this.#phase, this.waitedMs(this.#phase));
    this.#enteredAtMs = atMs;
    this.#phase = phase;
    if (phase === 'answer') this.#sendings += 1;
  }

  /** How often it was sent. */
  get sendings(): number {
    return this.#sendings;
  }

  /** How many milliseconds it has waited for something. */
  waitedMs(phase: CallPhase): number {
    const before = this.#waitedMs.get(phase) ?? 0;
    return phase === this.#phase ? before + performance.now() - this.#enteredAtMs : before;
  }

  /** How many milliseconds have passed since its beginning. */
  get lastedMs(): number {
    return performance.now() - this.#begunAtMs;
  }
}
