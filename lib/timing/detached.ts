import { AsyncResource } from 'node:async_hooks';

/** It is created while the module loads, outside of every request. */
const outside = new AsyncResource('AlternativePayments');

/**
 * Runs something that serves all callers outside of the async context of the caller that happened to start
 * it.
 *
 * A timer or a token request that ran in the context of the first caller would keep that caller's
 * `AsyncLocalStorage` store alive indefinitely, and would expose it to everything that runs there: spans
 * would join a trace that ended long ago, and log lines would name the wrong request.
 */
export function detached<T>(run: () => T): T {
  return outside.runInAsyncScope(run);
}
