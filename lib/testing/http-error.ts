import { type Reply, json } from './reply.js';

/** A refusal that is answered with the vendor's `HttpError` body. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly validationErrors: Record<string, string> = {},
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
    this.name = 'HttpError';
  }

  toReply(): Reply {
    const body = { code: this.code, message: this.message, validation_errors: this.validationErrors };
    return json(this.status, body, this.headers);
  }
}

export function badRequest(message: string, fields?: Record<string, string>): HttpError {
  return new HttpError(400, 'bad_request', message, fields);
}

export function unauthorized(message: string): HttpError {
  return new HttpError(401, 'unauthorized', message);
}

export function forbidden(message: string): HttpError {
  return new HttpError(403, 'forbidden', message);
}

export function notFound(what: string): HttpError {
  return new HttpError(404, 'not_found', `${what} not found`);
}

export function methodNotAllowed(allowed: string[]): HttpError {
  return new HttpError(405, 'method_not_allowed', 'method not allowed', {}, { allow: allowed.join(', ') });
}

export function unprocessable(message: string, fields?: Record<string, string>): HttpError {
  return new HttpError(422, 'unprocessable_entity', message, fields);
}

export function tooManyRequests(): HttpError {
  return new HttpError(429, 'too_many_requests', 'rate limit exceeded');
}
