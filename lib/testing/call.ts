import type { IncomingHttpHeaders } from 'node:http';
import { badRequest } from './http-error.js';

/** A JSON object with unknown content. */
export type JsonObject = Record<string, unknown>;

/** A request as the handler of a route sees it. */
export class Call {
  constructor(
    /** The parameters in the path, in their order. */
    readonly params: readonly string[],
    readonly query: URLSearchParams,
    readonly headers: IncomingHttpHeaders,
    readonly body: string,
    private readonly fields: readonly string[] | 'anything',
  ) {}

  /** The first parameter in the path; empty if there is none. */
  get id(): string {
    return this.params[0] ?? '';
  }

  /**
   * Reads the body, which has to be a JSON object. Fields that the operation does not have are left out:
   * nothing suggests that the vendor keeps them.
   */
  json(): JsonObject {
    let value: unknown;
    try {
      value = JSON.parse(this.body);
    } catch {
      throw badRequest('malformed JSON');
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw badRequest('the body must be a JSON object');

    const { fields } = this;
    return Object.fromEntries(
      Object.entries(value).filter(([name]) => fields === 'anything' || fields.includes(name)),
    );
  }
}
