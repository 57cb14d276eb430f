import type { IncomingHttpHeaders } from 'node:http';
import { badRequest } from './http-error.js';

/** A JSON object with unknown content. */
export type JsonObject = Record<string, unknown>;

/** A request as the handler of a route sees it. */
export class Call {
  constructor(
    /** The id in the path; empty if there is none. */
    readonly id: string,
    readonly query: URLSearchParams,
    readonly headers: IncomingHttpHeaders,
    readonly body: string,
  ) {}

  /** Reads the body, which has to be a JSON object. */
  json(): JsonObject {
    let value: unknown;
    try {
      value = JSON.parse(this.body);
    } catch {
      throw badRequest('malformed JSON');
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw badRequest('the body must be a JSON object');

    return { ...value };
  }
}
