import type { RawAxiosHeaders } from 'axios';
import { AxiosHeaders } from '../../axios/axios.js';

/** The headers in which services name a request, in the order of preference. */
const NAMES = ['x-request-id', 'request-id', 'x-correlation-id'];

/** Longest name of a request that is taken for one. */
const LONGEST_ID = 200;

/** The vendor's own name of a request, from the headers of its answer. */
export function requestIdOf(headers: unknown): string | undefined {
  const all = AxiosHeaders.from((headers ?? {}) as RawAxiosHeaders);
  for (const name of NAMES) {
    const id = all.get(name);
    if (typeof id === 'string' && id !== '' && id.length <= LONGEST_ID) return id;
  }
  return undefined;
}
