import type { CallPhase } from '../errors/call-timed-out.error.js';

/** Records what a call waits for, one thing after the other, and for how long. */
export class Journey {
  #phase?: CallPhase;
  #sendings = 0;
  readonly #begunAtMs = performance.now();
  #enteredAtMs = this.#begunAtMs;
  readonly #waitedMs = new Map<CallPhase, number>();

  /** What the call waits for. A call that has not waited for anything yet will need a token first. */
  get phase(): CallPhase {
    return this.#phase ?? 'token';
  }

  /** Records what the call waits for from now on. A call that waits for its answer has been sent. */
  enter(phase: CallPhase): void {
    const atMs = performance.now();
    if (this.#phase !== undefined) this.#waitedMs.set(this.#phase, this.waitedMs(this.#phase));
    this.#enteredAtMs = atMs;
    this.#phase = phase;
    if (phase === 'answer') this.#sendings += 1;
  }

  /** How often the call was sent. */
  get sendings(): number {
    return this.#sendings;
  }

  /** How many milliseconds the call has spent in a phase. */
  waitedMs(phase: CallPhase): number {
    const before = this.#waitedMs.get(phase) ?? 0;
    return phase === this.#phase ? before + performance.now() - this.#enteredAtMs : before;
  }

  /** Milliseconds since the call began. */
  get lastedMs(): number {
    return performance.now() - this.#begunAtMs;
  }
}
