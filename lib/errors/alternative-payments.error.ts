/** Known to every copy of the package that is loaded. */
const MARK = Symbol.for('nestjs-alternative-payments:error');

/**
 * Whether something is an error of this package, whichever copy of the package has raised it: an application may have
 * several (ESM and CommonJS, two versions), and `instanceof` knows those of one copy alone.
 *
 * @example
 * if (isAlternativePaymentsError(error)) logger.warn(error.code);
 */
export function isAlternativePaymentsError(error: unknown): error is AlternativePaymentsError {
  return error instanceof Error && MARK in error;
}

/**
 * What every error of this package has in common. Errors that the API itself answers (a 404, a 422)
 * stay ordinary `AxiosError`s; these are raised by the package on its own account.
 *
 * No message, property or cause of them ever holds a client secret or an access token.
 */
export abstract class AlternativePaymentsError extends Error {
  /** Stable word to branch on, such as `CREDENTIALS_REJECTED`. */
  abstract readonly code: string;

  /** Name of the class. It is written out, because a minified bundle renames the class itself. */
  abstract override readonly name: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options && { ...options, cause: withoutAxios(options.cause) });
  }
}

Object.defineProperty(AlternativePaymentsError.prototype, MARK, { value: true });

/** Of a longer chain of causes the rest is left out. */
const LONGEST_CHAIN = 10;

/** A cause without errors of axios', which hold the whole request: in their place stand what they say and their code. */
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
