import type { ResolvedOptions } from '../config/resolved-options.js';
import { requestDefaults } from '../http/http-service.factory.js';
import { NETWORK_KEYS } from '../http/network.js';

/** Fields that are exchanged separately, or that an account keeps to itself. */
const NOT_PLAIN: readonly string[] = ['headers', 'params', 'adapter', 'transformRequest', ...NETWORK_KEYS];

type Fields = Record<string, unknown>;

/**
 * Replaces values that a request, or the defaults of an axios instance, have from the tenant's previous
 * account with those of the present one: its address, and what belongs to the address. Values that the caller
 * has set stay.
 */
export function fit(target: object, before: ResolvedOptions, after: ResolvedOptions): void {
  if (before === after) return;
  const [from, to, fields] = [requestDefaults(before), requestDefaults(after), target] as Fields[] as [
    Fields,
    Fields,
    Fields,
  ];
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)]))
    if (!NOT_PLAIN.includes(key) && fields[key] === from[key]) fields[key] = to[key];

  fields['headers'] = exchange(fields['headers'], from['headers'], to['headers']);
  fields['params'] = exchange(fields['params'], from['params'], to['params']);
  if (fields['transformRequest'] === from['transformRequest'] && to['transformRequest'] !== undefined)
    fields['transformRequest'] = to['transformRequest'];
}

/**
 * Removes the values of one set of fields and adds those of another, in place. Header names are
 * case-insensitive.
 */
function exchange(target: unknown, from: unknown, to: unknown): unknown {
  if (!isFields(from) && !isFields(to)) return target;
  if (target !== undefined && (!isFields(target) || target instanceof URLSearchParams)) return target;
  const fields = target ?? {};
  const nameIn = (name: string): string | undefined =>
    Object.keys(fields).find((one) => one.toLowerCase() === name.toLowerCase());
  for (const [name, value] of Object.entries(isFields(from) ? from : {})) {
    const own = nameIn(name);
    if (own !== undefined && String(fields[own]) === String(value)) delete fields[own];
  }
  for (const [name, value] of Object.entries(isFields(to) ? to : {}))
    if (nameIn(name) === undefined) fields[name] = value;

  return fields;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}
