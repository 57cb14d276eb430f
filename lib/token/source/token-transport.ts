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
 * Sends token requests over Node's own modules, or over the host's transport. Their sockets do not keep the process alive:
 * those who wait for a token do so themselves, and a renewal in the background is nothing to stay alive for.
 */
export class TokenTransport {
  /** They are kept by request, and are gone with it. */
  private readonly certificates = new WeakMap<object, CertificateFacts>();

  constructor(private readonly given: unknown) {}

  /**
   * What sends one request.
   *
   * @param time is told whether the request waits for a connection, and when it has one
   * @param isOnNewConnection whether it is to have a connection that is new, where the agent is Node's own
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
        // A transport of the host's own may return anything.
        request.once?.('socket', (socket: Socket) => {
          if (isQueued) time.sent();
          this.watch(request, socket);
        });
        return request;
      },
    };
  }

  /** The certificate that this request met, if it met one. */
  certificateOf(request: unknown): CertificateFacts | undefined {
    return typeof request === 'object' && request !== null ? this.certificates.get(request) : undefined;
  }

  private watch(request: ClientRequest, socket: Socket): void {
    yieldToProcess(socket);
    // This runs ahead of Node's own listener, which destroys the socket, and the certificate with it, if it is not valid.
    const onSecure = (): void => this.note(request, socket as TLSSocket);
    socket.prependListener?.('secure', onSecure);
    request.once('close', () => {
      socket.removeListener?.('secure', onSecure);
      // It goes back to its agent as it came.
      socket.ref?.();
    });
  }

  private note(request: ClientRequest, socket: TLSSocket): void {
    const { valid_from: from, valid_to: to, subjectaltname = '' } = socket.getPeerCertificate?.() ?? {};
    if (!from || !to) return;
    const names = subjectaltname.replace(/[^\x20-\x7e]/g, '?').slice(0, 200);
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

/** An agent like the given one, but without its connections. One of the host's own make is left as it is. */
function withoutPool(agent: unknown, protocol: string | undefined): unknown {
  const { Agent } = protocol === 'https:' ? https : http;
  const isPlain = typeof agent === 'object' && Object.getPrototypeOf(agent) === Agent.prototype;
  return isPlain ? new Agent({ ...(agent as https.Agent).options, keepAlive: false }) : agent;
}
