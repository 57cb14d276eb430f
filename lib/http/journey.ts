import type { CallPhase } from '../errors/call-timed-out.error.js';

/** What a call waits for, one after the other, and for how long. */
export class Journey {
  #phase: CallPhase = 'token';
  #sendings = 0;
  readonly #begunAtMs = performance.now();
  #enteredAtMs = this.#begunAtMs;
  readonly #spentMs = new Map<CallPhase, number>();

  /** What it waits for. */
  get phase(): CallPhase {
    return this.#phase;
  }

  /** From here on it waits for this. To wait for the answer is to have been sent. */
  enter(phase: CallPhase): void {
    const atMs = performance.now();
    this.#spentMs.set(this.#phase, this.spentMs(this.#phase) + atMs - this.#enteredAtMs);
    this.#enteredAtMs = atMs;
    this.#phase = phase;
    if (phase === 'answer') this.#sendings += 1;
  }

  /** How often it was sent. */
  get sendings(): number {
    return this.#sendings;
  }

  /** How many milliseconds it waited for something, without the phase that it is in. */
  spentMs(phase: CallPhase): number {
    return this.#spentMs.get(phase) ?? 0;
  }

  /** How many milliseconds have passed since its beginning. */
  get lastedMs(): number {
    return performance.now() - this.#begunAtMs;
  }
}
