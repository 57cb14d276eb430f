import http, { type ClientRequest } from 'node:http';
import https from 'node:https';
import { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Connection } from './outcome.js';

/**
 * A transport as axios' http adapter needs it. Node's `http` and `https` and the follow-redirects package
 * have this form.
 */
interface Transport {
  request(options: { readonly protocol?: string | null }, onResponse: unknown): ClientRequest;
}

/**
 * A transport that reports when a request has its connection. Before that, no byte of the request can have
 * left; from then on, the API may act on it. For https, the connection counts once its handshake is over.
 */
export class Wire implements Transport {
  constructor(
    private readonly given: Transport | undefined,
    private readonly onConnected: (connection: Connection) => void,
  ) {}

  request(options: { readonly protocol?: string | null }, onResponse: unknown): ClientRequest {
    const isSecure = options.protocol === 'https:';
    const transport = this.given ?? ((isSecure ? https : http) as unknown as Transport);
    const request = transport.request(options, onResponse);
    request.once('socket', (socket: Socket) => {
      const isPlain = isSecure && !('encrypted' in socket) && socket instanceof Socket;
      const tell = (): void => this.onConnected(isPlain ? 'plain' : 'stood');
      if (request.reusedSocket) tell();
      else if ('encrypted' in socket) whenSecure(socket as MaybeSecuring, tell);
      else if (socket.connecting) socket.once('connect', tell);
      // A name that is known at once not to exist has ended the socket already.
      else if (socket.destroyed) return;
      // Agents for proxies present the refusal of a proxy as the answer, on a socket that was never
      // connected.
      else if (!isPlain || !socket.pending) tell();
    });
    return request;
  }
}

type MaybeSecuring = TLSSocket & { readonly secureConnecting?: boolean };

function whenSecure(socket: MaybeSecuring, run: () => void): void {
  if (socket.secureConnecting === false) run();
  else socket.once('secureConnect', run);
}
