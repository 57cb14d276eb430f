import type { InternalAxiosRequestConfig } from 'axios';
import { CanceledError } from '../axios/axios.js';
import type { Abortable } from '../timing/abort.js';

/** Somebody who has sent a request, and can give it up by a signal or by a cancel token. */
export class Caller {
  // Private fields: no print shows the configuration, which holds the token while an attempt is under way.
  readonly #config: InternalAxiosRequestConfig;
  // Kept here, since the configuration holds a signal of ours during an attempt.
  readonly #given: Cancellable;
  readonly #onGivenUp: () => void;

  /** @param onGivenUp is told, at once if the caller has given up already */
  constructor(config: InternalAxiosRequestConfig, onGivenUp: (error: Error) => void) {
    const { signal, cancelToken } = config as Cancellable;
    this.#config = config;
    this.#given = { signal, cancelToken };
    this.#onGivenUp = (): void => onGivenUp(this.canceled());
    if (this.hasGivenUp) this.#onGivenUp();
    signal?.addEventListener?.('abort', this.#onGivenUp);
    cancelToken?.subscribe(this.#onGivenUp);
  }

  get hasGivenUp(): boolean {
    return this.#given.signal?.aborted === true || this.#given.cancelToken?.reason !== undefined;
  }

  /** The error for somebody who has given up. */
  canceled(): Error {
    // Made here and not taken from the cancel token, which may cancel several requests with one object.
    return new (CanceledError as unknown as CanceledErrorConstructor)(undefined, this.#config);
  }

  /** Nobody needs to know any more whether the caller gives up. */
  letGo(): void {
    this.#given.signal?.removeEventListener?.('abort', this.#onGivenUp);
    this.#given.cancelToken?.unsubscribe(this.#onGivenUp);
  }
}

/** What axios leaves out of its types. */
interface Cancellable {
  readonly signal?: Abortable;
  readonly cancelToken?: {
    reason?: unknown;
    subscribe(listener: () => void): void;
    unsubscribe(listener: () => void): void;
  };
}
type CanceledErrorConstructor = new (
  message: string | undefined,
  config: InternalAxiosRequestConfig,
) => Error;
