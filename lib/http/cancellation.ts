import type { InternalAxiosRequestConfig } from 'axios';

/**
 * Runs a wait that ends as soon as the caller gives up the request, by `signal` or by `cancelToken`, which is
 * how an RxJS unsubscribe arrives. axios itself turns the rejection into its `CanceledError`.
 */
export async function whileWanted<T>(
  config: InternalAxiosRequestConfig,
  wait: (signal: AbortSignal) => Promise<T> | undefined,
): Promise<T | undefined> {
  const { signal, cancelToken } = config as InternalAxiosRequestConfig & { cancelToken?: SubscribableToken };
  const controller = new AbortController();
  const giveUp = (): void => controller.abort();
  if (signal?.aborted) giveUp();
  signal?.addEventListener?.('abort', giveUp);
  cancelToken?.subscribe(giveUp);
  try {
    return await wait(controller.signal);
  } finally {
    signal?.removeEventListener?.('abort', giveUp);
    cancelToken?.unsubscribe(giveUp);
  }
}

/** What axios' CancelToken has at run time and leaves out of its types. */
interface SubscribableToken {
  subscribe(listener: () => void): void;
  unsubscribe(listener: () => void): void;
}
