import type { AxiosRequestConfig } from 'axios';
import { isIP } from 'node:net';
import { type Address, isLoopback } from './environment-options.js';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * A proxy that the environment names is meant for hosts elsewhere. Requests to this machine must not pass it.
 */
export function withProxy(http: AxiosRequestConfig, address: Address): AxiosRequestConfig {
  return isLoopback(address) ? { ...http, proxy: http.proxy ?? false } : http;
}

/**
 * Says what is wrong with the proxy that the environment names for an address. It never shows the value,
 * which may hold a password.
 *
 * axios reads these variables for each request, and fails with "Invalid URL" if one of them is not a URL.
 */
export function proxyVariableProblems(
  http: AxiosRequestConfig,
  { baseURL }: Address,
  variables: Variables = process.env,
): string[] {
  if (!URL.canParse(baseURL) || !asksTheEnvironment(http)) return [];
  const url = new URL(baseURL);
  const scheme = url.protocol.slice(0, -1);
  // axios looks at the variables in this order.
  const name = [`${scheme}_proxy`, 'all_proxy']
    .flatMap((lowerCase) => [lowerCase, lowerCase.toUpperCase()])
    .find((one) => variables[one]);
  if (name === undefined || isExempt(url, variables.no_proxy || variables.NO_PROXY || '')) return [];
  const value = variables[name] ?? '';
  const remedy =
    `Set ${name} to something like "http://proxy.example:3128", exempt ${url.hostname} in NO_PROXY, ` +
    'or give the proxy as "http.proxy", which may be false.';
  const proxy = value.includes('://') ? value : `${scheme}://${value}`;
  if (!URL.canParse(proxy))
    return [`The environment variable ${name} names the proxy but is not a URL. ${remedy}`];
  // An agent of the host may support such a proxy.
  if (/^https?:$/.test(new URL(proxy).protocol) || http.httpsAgent !== undefined) return [];
  return [`The environment variable ${name} names a proxy that is not an http(s) URL. ${remedy}`];
}

function asksTheEnvironment({ proxy, adapter, socketPath }: AxiosRequestConfig): boolean {
  return proxy == null && typeof adapter !== 'function' && socketPath == null;
}

/** Whether `NO_PROXY` covers the address. If that is hard to tell, the address counts as covered. */
function isExempt({ hostname, port, protocol }: URL, noProxy: string): boolean {
  const isNumeric = isIP(hostname.replace(/[[\]]/g, '')) !== 0;
  const usedPort = port || (protocol === 'https:' ? '443' : '80');
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (isNumeric || entry === '*') return true;
      const [, name = '', entryPort = usedPort] = /^(.*?)\.?(?::(\d+))?$/.exec(entry) ?? [];
      const suffix = name.replace(/^\*/, '');
      const isSuffix = suffix !== name || suffix.startsWith('.');
      return entryPort === usedPort && (isSuffix ? hostname.endsWith(suffix) : hostname === suffix);
    });
}
