import { randomUUID } from 'node:crypto';
import type { Simulator } from 'nestjs-alternative-payments/testing';
import { departures } from './described-answers.js';

/** What the tests look at in an answer. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The body as JSON; an empty object when it is something else. */
  body: Record<string, unknown>;
}

/** Anything but the method and path of a request. */
export interface CallOptions {
  body?: unknown;
  token?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** A bare client of the API, without any of the module's care. */
export class Client {
  private token: string | undefined;

  constructor(private readonly simulator: Simulator) {}

  /** Asks for a token the way the vendor documents it. */
  async requestToken(credentials?: string): Promise<Answer> {
    const { clientId, clientSecret } = this.simulator.options;
    const pair = credentials ?? `${clientId}:${clientSecret}`;
    return this.send('POST', '/oauth/token', {
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
      headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` },
    });
  }

  async newToken(): Promise<string> {
    return String((await this.requestToken()).body['access_token']);
  }

  /** Calls an operation with a token of its own. */
  async call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const token = options.token ?? (this.token ??= await this.newToken());
    const headers = { authorization: `Bearer ${token}`, ...options.headers };
    return this.send(method, path, { ...options, headers });
  }

  /** Sends a request as it is. Every answer that no fault made is held against the description of the API. */
  async send(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const { body, signal } = options;
    const mark = randomUUID();
    const headers = { ...options.headers, 'x-mark': mark };
    const response = await fetch(`${this.simulator.baseURL}${path}`, {
      method,
      headers,
      signal,
      redirect: 'manual',
      body: isPlain(body) ? JSON.stringify(body) : (body as string | URLSearchParams | undefined),
    });
    const text = await response.text();
    const found = this.isMadeUp(mark) ? [] : departures(method, path, response.status, text);
    if (found.length > 0) throw new Error(`The answer departs from the description: ${found.join('; ')}`);
    return { status: response.status, headers: response.headers, text, body: parse(text) };
  }

  /** Whether a test asked for the answer: by a fault, or by a lifetime that is no whole number of seconds. */
  private isMadeUp(mark: string): boolean {
    const [entry] = this.simulator.journal.find((request) => request.headers['x-mark'] === mark);
    const isToken = entry?.path === '/oauth/token';
    return entry?.fault === true || (isToken && !Number.isInteger(this.simulator.tokenLifetimeSeconds));
  }
}

function isPlain(body: unknown): boolean {
  return typeof body === 'object' && !(body instanceof URLSearchParams);
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
