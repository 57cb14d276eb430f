/** What a caller gives up with: an `AbortSignal`, or whatever axios accepts in its place. */
export interface Abortable {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener?: (type: 'abort', listener: () => void) => void;
  removeEventListener?: (type: 'abort', listener: () => void) => void;
}

/**
 * The promise, or the signal's reason as a rejection if that comes first. The promise itself goes on, and
 * if it is rejected later nobody is told.
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
