/** An answer of the API together with what came with it. */
export interface ApiAnswer<T> {
  readonly data: T;
  readonly status: number;
  /** The headers of the answer, by their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The vendor's own name of the request, where it gives one. Quote it when you ask the vendor's support. */
  readonly requestId: string | undefined;
}

/** A promise of what the API answers. */
export interface ApiPromise<T> extends Promise<T> {
  /**
   * The answer with its status and headers.
   *
   * @example
   * const { data, requestId } = await api.customers.get(id).withResponse();
   */
  withResponse(): Promise<ApiAnswer<T>>;
}

/** Adds to the promise of the data a way to the whole answer. */
export function apiPromise<T>(data: Promise<T>, answer: () => Promise<ApiAnswer<T>>): ApiPromise<T> {
  const withResponse = (): Promise<ApiAnswer<T>> => {
    // A caller who waits for the answer learns of a failure there.
    data.catch(() => {});
    return answer();
  };
  return Object.assign(data, { withResponse });
}
