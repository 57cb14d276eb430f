import type { AxiosHeaders } from 'axios';

/**
 * Takes out of a request's headers, after the request, those that the option `http` gave it: they may be the key of a
 * gateway, and errors show the configuration of their request. A header that the caller set to something else stays.
 *
 * A configuration that is sent again gets them back from the defaults of the instance.
 *
 * @param given the option `http.headers`, buckets for methods included
 */
export function dropHeadersOfTheOption(headers: AxiosHeaders, given: object = {}): void {
  for (const [name, value] of Object.entries(given) as Array<[string, unknown]>) {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      dropHeadersOfTheOption(headers, value);
    else if (String(headers.get(name)) === String(value)) headers.delete(name);
  }
}
