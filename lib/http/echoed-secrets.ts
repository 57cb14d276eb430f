import type { AxiosResponse, RawAxiosHeaders } from 'axios';
import { AxiosHeaders } from '../axios/axios.js';
import { strike } from './secrets.js';

/**
 * Strikes the secrets out of an answer that comes with an error, or has the status of one, if it quotes them.
 * Gateways and pages for developers show the headers of a request, and errors end up in logs. Bodies that are
 * bytes or streams stay as they are.
 */
export function strikeEcho(answer: AxiosResponse, secrets: readonly string[]): AxiosResponse {
  answer.data = struck(answer.data, secrets);
  const headers = Object.entries(answer.headers ?? {});
  if (headers.every(([, value]) => struck(value, secrets) === value)) return answer;
  // The object may belong to an adapter of the host.
  const copy = headers.map(([name, value]) => [name, struck(value, secrets)]);
  answer.headers = new AxiosHeaders(Object.fromEntries(copy) as RawAxiosHeaders);
  return answer;
}

/** The same value, unless it holds a secret. */
function struck(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return strike(value, secrets);
  const text = jsonOf(value);
  const clean = text && strike(text, secrets);
  return clean === text ? value : (JSON.parse(clean as string) as unknown);
}

/** The JSON that axios has made the value of. An adapter of the host may give anything, of which nothing is known. */
function jsonOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return undefined;
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
