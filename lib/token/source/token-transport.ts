import http, { type ClientRequest } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { CertificateFacts } from '../../errors/network-remedy.js';
import type { RequestTime } from './request-time.js';
import { yieldToProcess } from './yield-to-process.js';

interface RequestOptions {
  readonly protocol?: string;
  readonly agent?: unknown;
}

/** A transport as axios' http adapter calls it. */
interface Transport {
  request(options: RequestOptions, onResponse: unknown): ClientRequest;
}

/**
 * Sends token requests over Node's own modules, or over the host's transport. Their sockets do not keep the
 * process alive: callers that wait for a token do so themselves, and a renewal in the background is no reason
 * to stay alive.
 */
export class TokenTransport {
  /** Certificates by request, once there is one. They are released together with it. */
  private certificates?: WeakMap<object, CertificateFacts>;

  constructor(private readonly given: unknown) {}

  /**
   * Returns the transport of one request.
   *
   * @param time records whether the request waits for a connection, and when it has one
   * @param isOnNewConnection whether it must use a new connection, if the agent is Node's own
   */
  timed(time: RequestTime, isOnNewConnection: boolean): Transport {
    return {
      request: (given, onResponse) => {
        const agent = agentOf(given);
        const options = isOnNewConnection ? { ...given, agent: withoutPool(agent, given.protocol) } : given;
        const own = (given.protocol === 'https:' ? https : http) as unknown as Transport;
        const request = ((this.given as Transport | undefined) ?? own).request(options, onResponse);
        const isQueued = isWaitingAt(agent, request);
        if (isQueued) time.queued();
        // A transport of the host may return anything.
        request.once?.('socket', (socket: Socket) => {
          if (isQueued) time.sent();
          this.watch(request, socket);
        });
        return request;
      },
    };
  }

  /** The certificate that the server presented to this request, if it did. */
  certificateOf(request: unknown): CertificateFacts | undefined {
    return typeof request === 'object' && request !== null ? this.certificates?.get(request) : undefined;
  }

  private watch(request: ClientRequest, socket: Socket): void {
    yieldToProcess(socket);
    // This runs before Node's own listener, which destroys the socket, together with the certificate, if the
    // certificate is not valid.
    const onSecure = (): void => this.note(request, socket as TLSSocket);
    socket.prependListener?.('secure', onSecure);
    request.once('close', () => {
      socket.removeListener?.('secure', onSecure);
      // The agent gets its socket back in its original state.
      socket.ref?.();
    });
  }

  private note(request: ClientRequest, socket: TLSSocket): void {
    const { valid_from: from, valid_to: to, subjectaltname = '' } = socket.getPeerCertificate?.() ?? {};
    if (!from || !to) return;
    const names = subjectaltname.replace(/[^\x20-\x7e]/g, '?').slice(0, 200);
    this.certificates ??= new WeakMap();
    this.certificates.set(request, { validity: `from ${from} to ${to}`, names });
  }
}

function agentOf({ agent, protocol }: RequestOptions): unknown {
  return agent ?? (protocol === 'https:' ? https : http).globalAgent;
}

/** Whether all connections of the agent are in use, so that the request waits for one of them. */
function isWaitingAt(agent: unknown, request: ClientRequest): boolean {
  const { requests = {} } = (agent ?? {}) as { requests?: Record<string, unknown> };
  return Object.values(requests).some((queue) => Array.isArray(queue) && queue.includes(request));
}

/**
 * Creates an agent like the given one, but without its connections. A custom agent of the host is left as it
 * is.
 */
function withoutPool(agent: unknown, protocol: string | undefined): unknown {
  const { Agent } = protocol === 'https:' ? https : http;
  const isPlain = typeof agent === 'object' && Object.getPrototypeOf(agent) === Agent.prototype;
  return isPlain ? new Agent({ ...(agent as https.Agent).options, keepAlive: false }) : agent;
}
