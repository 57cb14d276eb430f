/** A signal with which a caller cancels: an `AbortSignal`, or anything that axios accepts in its place. */
export interface Abortable {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener?: (type: 'abort', listener: () => void) => void;
  removeEventListener?: (type: 'abort', listener: () => void) => void;
}

/**
 * Settles like the promise, or rejects with the signal's reason if that comes first. The promise itself
 * continues, and a later rejection is ignored.
 */
export function unlessAborted<T>(promise: Promise<T>, signal?: Abortable): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the caller's own reason, as fetch() gives it
    const onAbort = (): void =>
      reject(signal.reason ?? new DOMException('This operation was aborted', 'AbortError'));
    if (signal.aborted) onAbort();
    signal.addEventListener?.('abort', onAbort);
    void promise.then(resolve, reject).finally(() => signal.removeEventListener?.('abort', onAbort));
  });
}
