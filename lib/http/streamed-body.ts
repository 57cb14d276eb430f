import { EventEmitter } from 'node:events';
import { pipeline, type Readable, Transform } from 'node:stream';
import { Timeout } from '../timing/timeout.js';

/**
 * Prepares a streamed body for the caller. It holds no reference to the request, its errors are made
 * harmless, and it ends with an error if no data arrives for as long as an attempt may take.
 *
 * @param onError makes an error harmless
 * @param onSilence ends the body
 */
export function handOut(
  body: Readable,
  silentMs: number,
  onError: (error: unknown) => void,
  onSilence: () => void,
): Readable {
  // The connection keeps the process alive, and this timer does not.
  const silence = silentMs > 0 ? new Timeout(silentMs, whenSilent).unref() : undefined;
  const copy = new Transform({
    transform(chunk, _encoding, done) {
      silence?.refresh();
      done(null, chunk);
    },
  });
  function whenSilent(): void {
    // A slow reader is not a silent server.
    if (copy.writableLength > 0) silence?.refresh();
    else onSilence();
  }
  copy.on('drain', () => silence?.refresh());
  // An error must not end the process of a caller who has not begun to read.
  copy.on('error', () => undefined);
  body.once(EventEmitter.errorMonitor, onError);
  pipeline(body, copy, () => silence?.clear());
  return copy;
}
