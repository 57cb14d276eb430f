/** Options of a single call of the client. All of them may be left out. */
export interface ApiCallOptions {
  /** Cancels the call and everything that it waits for. In a walk, it also ends the walk between two pages. */
  signal?: AbortSignal;
  /**
   * Timeout of the whole call in milliseconds, in place of the option `calls.timeoutMs`. In a walk, it counts
   * for each page by itself.
   */
  timeoutMs?: number;
  /** Headers that are sent in addition to those of the account. */
  headers?: Readonly<Record<string, string>>;
  /**
   * Whether the call may be sent once more with a new token after a 401.
   * @default true
   */
  replay?: boolean;
  /**
   * Whether the call may be sent again after a failure that makes repeating it safe.
   * @default true
   */
  retry?: boolean;
  /** Lets calls go first for which a person waits. In a walk, it holds for every page. */
  priority?: 'background';
  /** Parameters of the query that the types do not know. They cannot replace those that they know. */
  extraQuery?: Readonly<Record<string, string | number | boolean>>;
  /** Fields of the body that the types do not know. They cannot replace those that they know. */
  extraBody?: Readonly<Record<string, unknown>>;
}
