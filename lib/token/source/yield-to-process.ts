import type { Socket } from 'node:net';
import { detached } from '../../timing/detached.js';
import { unref } from '../../timing/unref.js';

/** How often to check whether the process has nothing else to do, in milliseconds. */
const LOOK_EVERY_MS = 500;

/**
 * Resources that do not keep the process alive, or only until a connection is made: the standard streams, and
 * pending connections.
 */
const IDLE = new Set(['ConnectWrap', 'GetAddrInfoReqWrap', 'PipeWrap', 'TCPConnectWrap', 'TTYWrap']);

/**
 * Allows the process to end although this socket is still connecting. Node keeps a process alive for a
 * pending connection, which can take minutes if there is no answer. The connection is therefore given up once
 * the process has nothing else to do. Callers that wait for a token keep the process alive themselves, so
 * they are not affected.
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
