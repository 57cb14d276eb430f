import { put } from '../../http/copy-of-error.js';

/**
 * Gives an error the stack of the place where the caller has called. Its own frames lead into the queues of
 * this package, and end there.
 */
export function at<E extends Error>({ stack = '' }: { readonly stack?: string }, error: E): E {
  const frames = /\n\s+at [^]*$/.exec(stack)?.[0] ?? '';
  if (frames !== '') put(error, 'stack', `${error.name}: ${error.message}${frames}`);
  return error;
}
