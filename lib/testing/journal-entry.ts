import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/**
 * What became of a request: `'open'` while it is in progress, `'answered'`, `'reset'` or `'hanging'` because
 * of a fault, and `'abandoned'` if the client or the closing simulator ended the connection first.
 */
export type RequestOutcome = 'open' | 'answered' | 'reset' | 'hanging' | 'abandoned';

/** A request as the simulator received it, from the moment its headers arrived. */
export class JournalEntry {
  readonly method: string;
  /** Path without the query, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Path and query as they were received. */
  readonly url: string;
  /** Headers by lower-case name. */
  readonly headers: IncomingHttpHeaders;
  /** The bearer token that was sent. */
  readonly token: string | undefined;
  /** Whether it came from this machine. */
  readonly isLocal: boolean;
  /** Time of arrival: milliseconds of `performance.now()`. */
  readonly at = performance.now();
  /** The body, once it was received completely. */
  body = '';
  /**
   * Query parameters and body fields that the operation does not have, such as `email` in `GET /customers`.
   * They are ignored, or refused where the simulator is `strict`. A nested one is named by its path.
   */
  unknown: readonly string[] = [];
  /** Position of the answer in the order of events; see `arrived`. */
  answered: number | undefined;
  /** Status of the answer. */
  status: number | undefined;
  /** Whether a fault hit the request. */
  fault = false;
  outcome: RequestOutcome = 'open';

  constructor(
    /** Number of the request, from 1. */
    readonly id: number,
    /**
     * Position of the arrival in the order of events. Arrivals and answers share one counter, so a request
     * arrived while another was open if its number lies between the `arrived` and `answered` of the other.
     */
    readonly arrived: number,
    request: IncomingMessage,
  ) {
    this.url = request.url ?? '/';
    const queryStart = this.url.indexOf('?');
    this.path = queryStart < 0 ? this.url : this.url.slice(0, queryStart);
    this.query = new URLSearchParams(queryStart < 0 ? '' : this.url.slice(queryStart));
    this.method = request.method ?? 'GET';
    this.headers = request.headers;
    this.isLocal = /^(::ffff:)?127\.|^::1$/.test(request.socket.remoteAddress ?? '');
    this.token = /^bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  }
}
