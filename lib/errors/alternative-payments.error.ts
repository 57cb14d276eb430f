/** A registered symbol, so that every loaded copy of the package knows it. */
const MARK = Symbol.for('nestjs-alternative-payments:error');

/**
 * Whether a value is an error of this package. An application may load several copies of the package (ESM and
 * CommonJS, or two versions). This function recognizes the errors of all of them, while `instanceof`
 * recognizes those of one copy only.
 *
 * @example
 * if (isAlternativePaymentsError(error)) logger.warn(error.code);
 */
export function isAlternativePaymentsError(error: unknown): error is AlternativePaymentsError {
  return error instanceof Error && MARK in error;
}

/**
 * Base class of all errors of this package. All that the client throws are among them, those of a 404 or a 422
 * included. What the API answers to calls of the `HttpService` remains an ordinary `AxiosError`.
 *
 * No message, property or cause of these errors ever holds a client secret or an access token.
 */
export abstract class AlternativePaymentsError extends Error {
  /** A stable word to branch on, such as `CREDENTIALS_REJECTED`. */
  abstract readonly code: string;

  /** Name of the class. It is written out, because minified bundles rename the class itself. */
  abstract override readonly name: string;

  /**
   * Set if a walk from page to page fails at a page that has a cursor: the cursor with which it can be resumed,
   * as `after` of another list.
   */
  declare resumeAfter?: string;

  /** The same for a walk backwards, as `before` of another list. */
  declare resumeBefore?: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options && { ...options, cause: withoutAxios(options.cause) });
  }
}

Object.defineProperty(AlternativePaymentsError.prototype, MARK, { value: true });

/** Longer chains of causes are cut here. */
const LONGEST_CHAIN = 10;

/**
 * Copies a cause and replaces axios errors in it, which hold the whole request, with their message and code.
 */
function withoutAxios(cause: unknown, depth = 0): unknown {
  if (!(cause instanceof Error) || cause instanceof AlternativePaymentsError || !holdsAxiosError(cause))
    return cause;
  if (depth > LONGEST_CHAIN) return undefined;
  const { name, message, stack, code, status } = cause as Error & { code?: unknown; status?: unknown };
  const plain = new Error(message, { cause: withoutAxios(cause.cause, depth + 1) });
  return Object.assign(plain, {
    name,
    stack,
    ...(code != null && { code }),
    ...(status != null && { status }),
  });
}

function holdsAxiosError(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > LONGEST_CHAIN) return false;
  return 'isAxiosError' in error || holdsAxiosError(error.cause, depth + 1);
}
