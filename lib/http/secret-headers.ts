import type { AxiosHeaders } from 'axios';

/**
 * Removes the headers of the option `http` from a request that has ended. They may hold the key of a gateway,
 * and errors show the configuration of their request. A header that the caller set to another value stays.
 *
 * A configuration that is sent again gets them back from the defaults of the instance.
 *
 * @param given the option `http.headers`, including its buckets for methods
 */
export function dropHeadersOfTheOption(headers: AxiosHeaders, given: object = {}): void {
  for (const [name, value] of Object.entries(given) as Array<[string, unknown]>) {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      dropHeadersOfTheOption(headers, value);
    else if (String(headers.get(name)) === String(value)) headers.delete(name);
  }
}
