import type { IncomingMessage } from 'node:http';
import type { Result } from '../errors/result.js';
import type { Answer } from './own-answer.js';

/** A request of Express, or one of Fastify, which holds it as `raw`. The host may have read its body. */
export type HostRequest = (IncomingMessage | { readonly raw: IncomingMessage }) & {
  readonly body?: unknown;
  readonly params?: Readonly<Record<string, unknown>>;
};

const TOO_LARGE: Answer = { status: 413, text: 'the body is too large' };
const INCOMPLETE: Answer = { status: 400, text: 'the body is incomplete' };
const NO_JSON: Answer = { status: 400, text: 'the body is no JSON' };
const ENCODED: Answer = { status: 415, text: 'the body is compressed' };

/**
 * Reads the body of a request, whether the host has parsed it, has read it as text or bytes, or has left it
 * unread.
 *
 * @returns the value, or the answer to a body that cannot be read
 */
export async function readBody(request: HostRequest, maxBytes: number): Promise<Result<unknown, Answer>> {
  const raw = rawOf(request);
  const { body } = request;
  if (Number(raw.headers['content-length']) > maxBytes) return { problem: TOO_LARGE };
  if (typeof body === 'string' || body instanceof Uint8Array) return parsed(Buffer.from(body), maxBytes);
  // Some parsers put an empty object in place of a body that they leave unread.
  const isUnread = body === undefined || body === null || (isEmptyObject(body) && !raw.readableDidRead);
  if (!isUnread) return { value: body };
  const encoding = raw.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') return { problem: ENCODED };
  const { value, problem } = await bytesOf(raw, maxBytes);
  return problem === undefined ? parsed(value, maxBytes) : { problem };
}

/** The request as Node has it. */
export function rawOf(request: HostRequest): IncomingMessage {
  return 'raw' in request ? request.raw : request;
}

function parsed(bytes: Buffer, maxBytes: number): Result<unknown, Answer> {
  if (bytes.length > maxBytes) return { problem: TOO_LARGE };
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch {
    return { problem: NO_JSON };
  }
}

/** Reading goes on after the limit, into nothing, because a sender may read the answer only when it has sent all. */
function bytesOf(stream: IncomingMessage, maxBytes: number): Promise<Result<Buffer, Answer>> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    stream
      .on('data', (chunk: Buffer | string) => {
        const bytes = Buffer.from(chunk as string);
        size += bytes.length;
        if (size <= maxBytes) chunks.push(bytes);
        else resolve({ problem: TOO_LARGE });
      })
      .once('end', () => resolve({ value: Buffer.concat(chunks) }))
      .on('error', () => resolve({ problem: INCOMPLETE }))
      .once('close', () => resolve({ problem: INCOMPLETE }));
    // Neither of these would tell it any more.
    if (stream.destroyed || stream.readableEnded) resolve({ problem: INCOMPLETE });
  });
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
