import type { AxiosRequestConfig } from 'axios';

/** Replaces Node's own object in `request` of answers and errors, which holds the token in its raw header. */
interface RequestSummary {
  readonly method: string;
  readonly host: string;
  /** The path without the query. */
  readonly path: string;
}

export function summarize(config: AxiosRequestConfig, host: string): RequestSummary {
  return { method: methodOf(config), host, path: pathOf(config) };
}

/** Method and path, for messages. */
export function describeRequest(config: AxiosRequestConfig): string {
  return `${methodOf(config)} ${pathOf(config)}`;
}

/** The endpoint of a request: its method, and its path without the segments that identify a single object. */
export function endpointOf(config: AxiosRequestConfig): string {
  const [method = '', ...segments] = describeRequest(config).split('/');
  return [method, ...segments.filter((one) => one !== '' && !/\d/.test(one))].join('/');
}

export function methodOf(config: AxiosRequestConfig): string {
  return (config.method ?? 'get').toUpperCase();
}

function pathOf(config: AxiosRequestConfig): string {
  const path = String(config.url ?? '');
  const end = path.search(/[?#]/);
  const bare = end < 0 ? path : path.slice(0, end);
  // A host is not part of the path, and may come with a password.
  const withoutHost = bare.replace(/^(?:[a-z][a-z\d+.-]*:)?\/\/[^/]*/i, '');
  return withoutHost.startsWith('/') ? withoutHost : `/${withoutHost}`;
}
