import type { ClientRequest } from 'node:http';
import http from 'node:http';
import https from 'node:https';
import { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** What axios' http adapter needs of a transport; `http`, `https` and the follow-redirects package are such. */
export interface Transport {
  request(options: { readonly protocol?: string | null }, onResponse: unknown): ClientRequest;
}

/**
 * A transport that tells when a request has its connection to the API. Before that no byte of it can have left; from then
 * on the API may act on it. For https the connection is there once its handshake is over.
 */
export class Wire implements Transport {
  constructor(
    private readonly given: Transport | undefined,
    private readonly onConnected: () => void,
  ) {}

  request(options: { readonly protocol?: string | null }, onResponse: unknown): ClientRequest {
    const isSecure = options.protocol === 'https:';
    const transport = this.given ?? ((isSecure ? https : http) as unknown as Transport);
    const request = transport.request(options, onResponse);
    request.once('socket', (socket: Socket) => {
      if (request.reusedSocket) this.onConnected();
      else whenConnected(socket, isSecure, this.onConnected);
    });
    return request;
  }
}

function whenConnected(socket: Socket, isSecure: boolean, run: () => void): void {
  if ('encrypted' in socket) {
    const { secureConnecting } = socket as TLSSocket & { readonly secureConnecting?: boolean };
    if (secureConnecting === false) run();
    else socket.once('secureConnect', run);
    return;
  }
  // A plain connection for an https address leads to a proxy that did not let the request through.
  if (isSecure && socket instanceof Socket) return;
  if (socket.connecting) socket.once('connect', run);
  else run();
}
