import type { ServerResponse } from 'node:http';

/** What a delivery is answered with. */
export interface Answer {
  readonly status: number;
  /** For the person who looks at it. It holds nothing of the delivery. */
  readonly text?: string;
  /** When it is worth sending the delivery again, in seconds. */
  readonly retryAfterSeconds?: number;
}

/** The response of Express, or the reply of Fastify, which holds it as `raw`. */
export type HostResponse = ServerResponse | { readonly raw: ServerResponse };

/** Marks a response that is answered here. */
const TAKEN = Symbol('taken by webhooks');

/** How the host could write an answer of its own. */
const WRITING = [
  'end',
  'write',
  'writeHead',
  'setHeader',
  'setHeaders',
  'appendHeader',
  'removeHeader',
  'flushHeaders',
] as const;

/** Whether somebody answers this response here already. */
export function isTaken(response: HostResponse): boolean {
  return TAKEN in rawOf(response);
}

/**
 * Takes a response away from the host. Whatever its filters, interceptors and timeouts write to it has no
 * effect: an answer of theirs would tell the sender that a delivery was handled, or was not.
 *
 * @returns writes the one answer; it does nothing if somebody has answered before
 */
export function takeResponse(response: HostResponse): (answer: Answer) => void {
  const raw = rawOf(response);
  const end = raw.end.bind(raw);
  const writeHead = raw.writeHead.bind(raw);
  const setHeader = raw.setHeader.bind(raw);
  const removeHeader = raw.removeHeader.bind(raw);
  const ignore = (): ServerResponse => raw;
  Object.assign(raw, { [TAKEN]: true }, Object.fromEntries(WRITING.map((name) => [name, ignore])));
  return ({ status, text = '', retryAfterSeconds }) => {
    if (raw.headersSent || raw.writableEnded) return;
    // These may stem from an answer that the host had begun.
    for (const name of ['Content-Encoding', 'Transfer-Encoding', 'ETag']) removeHeader(name);
    setHeader('Content-Type', 'text/plain; charset=utf-8');
    setHeader('Content-Length', Buffer.byteLength(text));
    if (retryAfterSeconds !== undefined) setHeader('Retry-After', retryAfterSeconds);
    writeHead(status);
    end(text);
  };
}

function rawOf(response: HostResponse): ServerResponse {
  return 'raw' in response ? response.raw : response;
}
