import { request } from 'node:http';
import { textOf } from '../errors/text-of.js';

/** Where a simulator is unless it is told otherwise. */
export const DEFAULT_PORT = 4010;

/** Address of a simulator that runs with the default settings. */
export const DEFAULT_URL = `http://127.0.0.1:${DEFAULT_PORT}`;

/** What a running simulator answered. */
interface Answer {
  readonly status: number;
  /** Its JSON; an empty object for anything else. */
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Sends a request to a running simulator.
 *
 * @throws Error if there is none, or if it refuses; the message says why
 */
export async function askSimulator(url: string, path: string, body: object): Promise<Answer> {
  const answer = await post(new URL(path, url), JSON.stringify(body));
  if (answer.status < 400) return answer;
  const { message } = answer.body;
  throw new Error(
    typeof message === 'string' ? message : `What answers at ${url} is no simulator of this version.`,
  );
}

function post(url: URL, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void =>
      reject(
        new Error(
          `No simulator answers at ${url.origin} (${textOf(cause)}). Start one with "nestjs-alternative-payments simulator", or give its address as --url.`,
          { cause },
        ),
      );
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(url, { method: 'POST', agent: false, headers });
    sent.on('error', fail);
    sent.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('error', fail);
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: parse(text) }));
    });
    sent.end(body);
  });
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
