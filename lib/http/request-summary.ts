import type { AxiosRequestConfig } from 'axios';

/**
 * What stands in `request` of answers and errors in place of Node's own object, which holds the token in its raw
 * header.
 */
interface RequestSummary {
  readonly method: string;
  readonly host: string;
  /** Without the query. */
  readonly path: string;
}

export function summarize(config: AxiosRequestConfig, host: string): RequestSummary {
  return { method: methodOf(config), host, path: pathOf(config) };
}

/** Method and path, for messages. */
export function describeRequest(config: AxiosRequestConfig): string {
  return `${methodOf(config)} ${pathOf(config)}`;
}

/** The endpoint that a request goes to: its method and its path, without the segments that name one thing among many. */
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
  // A host is no part of the path, and may come with a password.
  const withoutHost = bare.replace(/^(?:[a-z][a-z\d+.-]*:)?\/\/[^/]*/i, '');
  return withoutHost.startsWith('/') ? withoutHost : `/${withoutHost}`;
}
