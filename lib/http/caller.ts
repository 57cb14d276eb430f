import type { InternalAxiosRequestConfig } from 'axios';
import { CanceledError } from '../axios/axios.js';
import type { Abortable } from '../timing/abort.js';

/** The caller of a request, who can cancel it by a signal or by a cancel token. */
export class Caller {
  // These fields are private, so that no print shows the configuration, which holds the token during an
  // attempt.
  readonly #config: InternalAxiosRequestConfig;
  // They are kept here, because the configuration holds a signal of ours during an attempt.
  readonly #given: Cancellable;
  readonly #onGivenUp: () => void;

  /** @param onGivenUp called when the caller cancels; at once if that has happened already */
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

  /** The error for a caller who has cancelled. */
  canceled(): Error {
    // It is made here and not taken from the cancel token, which may cancel several requests with one object.
    return new (CanceledError as unknown as CanceledErrorConstructor)(undefined, this.#config);
  }

  /** Stops listening, because a cancellation no longer matters. */
  letGo(): void {
    this.#given.signal?.removeEventListener?.('abort', this.#onGivenUp);
    this.#given.cancelToken?.unsubscribe(this.#onGivenUp);
  }
}

/** Members that are missing in axios' types. */
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
