import { LONGEST_TIMER_MS } from '../timing/instant.js';
import type { TenantsOptions } from './tenants-options.js';
import { type OptionReader, show } from './option-reader.js';

const DEFAULTS = {
  resolveTimeoutMs: 10_000,
  maximum: 10_000,
  idleMs: 3_600_000,
  sleepAfterMs: 600_000,
};

/** Reads `tenants`. */
export function readTenants(reader: OptionReader): Required<TenantsOptions> | undefined {
  if (reader.isAbsent('tenants')) return undefined;
  const given = reader.section('tenants', ['resolve', ...Object.keys(DEFAULTS)]);
  const problem = (text: string): void => reader.problem('tenants', text);
  if (typeof given.resolve !== 'function') {
    problem(`has "resolve" ${show(given.resolve)}. It must be a function that finds a tenant's options.`);
  }
  const tenants = { ...DEFAULTS, ...definedOf(given) } as unknown as Required<TenantsOptions>;
  const { maximum, ...times } = tenants;
  if (!Number.isSafeInteger(maximum) || maximum < 1) {
    problem(`has "maximum" ${show(maximum)}. It must be a whole number from 1.`);
  }
  for (const name of ['resolveTimeoutMs', 'idleMs', 'sleepAfterMs'] as const) {
    const value: unknown = times[name];
    if (typeof value === 'number' && value >= 1 && value <= LONGEST_TIMER_MS) continue;
    problem(`has "${name}" ${show(value)}. It must be a number of milliseconds from 1, below 25 days.`);
  }
  return tenants;
}

function definedOf(given: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
