import type { JsonObject } from './call.js';
import { badRequest, unprocessable } from './http-error.js';

/**
 * Reads fields of a request body and collects what is wrong with them. Like the vendor, it answers 400 if a
 * field is missing or has the wrong type, and 422 if a field breaks a business rule.
 */
export class Input {
  private readonly malformed: Record<string, string> = {};
  private readonly refused: Record<string, string> = {};

  constructor(private readonly body: JsonObject) {}

  /** Reads a required string. */
  required(name: string): string {
    const value = this.optional(name);
    if (value === '') this.complain(name, 'is required');
    return value;
  }

  /** Reads a string; returns an empty one if it is missing. */
  optional(name: string): string {
    const value = this.body[name] ?? '';
    if (typeof value === 'string') return value;
    this.complain(name, 'must be a string');
    return '';
  }

  /** Notes that a field is missing or has the wrong type. Only the first problem of a field counts. */
  complain(name: string, problem: string): void {
    this.malformed[name] ??= problem;
  }

  /** Notes that a field breaks a rule. Only the first problem of a field counts. */
  refuse(name: string, problem: string): void {
    this.refused[name] ??= problem;
  }

  /** @throws HttpError 400 or 422 with all problems of that kind */
  check(): void {
    if (Object.keys(this.malformed).length > 0) throw badRequest('validation failed', this.malformed);
    if (Object.keys(this.refused).length > 0) throw unprocessable('validation failed', this.refused);
  }
}
