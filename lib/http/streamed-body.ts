import { EventEmitter } from 'node:events';
import { pipeline, type Readable, Transform } from 'node:stream';
import { Timeout } from '../timing/timeout.js';

/**
 * A streamed body as the caller gets it: it leads back to no request, its errors are made harmless before anybody sees
 * them, and it ends with an error if nothing comes for as long as an attempt may take.
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
  // The connection keeps the process alive, not the watch over it.
  const silence = silentMs > 0 ? new Timeout(silentMs, whenSilent).unref() : undefined;
  const copy = new Transform({
    transform(chunk, _encoding, done) {
      silence?.refresh();
      done(null, chunk);
    },
  });
  function whenSilent(): void {
    // A reader who is slow is not a server that is silent.
    if (copy.writableLength > 0) silence?.refresh();
    else onSilence();
  }
  copy.on('drain', () => silence?.refresh());
  // A caller who has not begun to read must not lose the process by it.
  copy.on('error', () => undefined);
  body.once(EventEmitter.errorMonitor, onError);
  pipeline(body, copy, () => silence?.clear());
  return copy;
}
