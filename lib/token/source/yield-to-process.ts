import type { Socket } from 'node:net';
import { detached } from '../../timing/detached.js';
import { unref } from '../../timing/unref.js';

/** How often it is looked whether the process is done, in milliseconds. */
const LOOK_EVERY_MS = 500;

/** What does not keep the process alive, or only until connections are made: the standard streams, and such connections. */
const IDLE = new Set(['ConnectWrap', 'GetAddrInfoReqWrap', 'PipeWrap', 'TCPConnectWrap', 'TTYWrap']);

/**
 * Lets the process end although this socket is still being connected. Node keeps a process alive for that in any case,
 * and where nobody answers it takes minutes, so the connection is given up once there is nothing else to live for. Those
 * who wait for a token keep the process alive themselves, and so are not concerned.
 */
export function yieldToProcess(socket: Socket): void {
  socket.unref?.();
  if (!socket.connecting) return;
  // Each further address of the host is tried with a new handle, which keeps the process alive again.
  const unrefHandle = (): unknown => socket.unref();
  const look = (): void => {
    if (!process.getActiveResourcesInfo().every((resource) => IDLE.has(resource))) return;
    socket.destroy(new Error('the process had nothing left to do, and the connection was not made yet'));
  };
  const timer = detached(() => setInterval(look, LOOK_EVERY_MS));
  unref(timer);
  const end = (): void => {
    clearInterval(timer);
    socket.removeListener('connectionAttempt', unrefHandle);
  };
  socket.on('connectionAttempt', unrefHandle);
  socket.once('connect', unrefHandle).once('connect', end).once('close', end);
}
