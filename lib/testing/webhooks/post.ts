import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { textOf } from '../../errors/text-of.js';
import type { WebhookRequest } from './webhook-request.js';

/** How a receiver answered. */
interface PostResult {
  /** Status of the answer; undefined if none came. */
  readonly status: number | undefined;
  /** Why no answer came. */
  readonly error?: string;
}

/** How long a receiver may take, in milliseconds. How long the vendor waits is not known. */
const TIMEOUT_MS = 30_000;

/**
 * Sends a delivery on a connection of its own, and follows no redirect. It never rejects.
 *
 * @param signal ends it
 */
export function post(
  address: string,
  { headers, body }: WebhookRequest,
  signal: AbortSignal,
): Promise<PostResult> {
  return new Promise((resolve) => {
    const fail = (error: unknown): void => resolve({ status: undefined, error: textOf(error) });
    try {
      const send = /^https:/i.test(address) ? secureRequest : plainRequest;
      const length = Buffer.byteLength(body);
      const request = send(address, {
        method: 'POST',
        agent: false,
        headers: { ...headers, 'content-length': length, connection: 'close' },
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      request.on('error', fail);
      request.on('response', (response) => {
        response.on('error', fail);
        response.on('end', () => resolve({ status: response.statusCode }));
        response.resume();
      });
      request.end(body);
    } catch (error) {
      fail(error);
    }
  });
}
