import type { Abortable } from '../timing/abort.js';

/**
 * A signal for our own code and for axios' http adapter, which asks no more of it. An `AbortController` would cost more
 * than the rest of the module; adapters of the host's own get one, since `fetch()` accepts nothing else.
 */
export class LightSignal implements Abortable {
  #reason?: Error;
  #listeners: Array<(reason: Error) => void> = [];

  get aborted(): boolean {
    return this.#reason !== undefined;
  }

  get reason(): Error | undefined {
    return this.#reason;
  }

  /** Only the first reason counts. */
  abort(reason: Error): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    for (const listener of this.#listeners.splice(0)) listener(reason);
  }

  addEventListener(_type: 'abort', listener: (reason: Error) => void): void {
    this.#listeners.push(listener);
  }

  removeEventListener(_type: 'abort', listener: (reason: Error) => void): void {
    const at = this.#listeners.indexOf(listener);
    if (at >= 0) this.#listeners.splice(at, 1);
  }
}
