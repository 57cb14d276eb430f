import axios from 'axios';
import { SchedulerRegistry } from '@nestjs/schedule';
// The package's entry is left out: what is weighed here is an account alone, without Nest around it.
import { openAccount } from '../../../dist/lib/account/account.factory.js';
import { Shutdown } from '../../../dist/lib/account/shutdown.js';
import { resolveOptions } from '../../../dist/lib/config/resolved-options.js';
import { DEFAULT_POLICY } from '../../../dist/lib/token/source/token-policy.js';

/** Heap of one kept object in bytes, after garbage collection. */
function heapOf(make, count) {
  const kept = [];
  for (let warm = 0; warm < 50; warm += 1) kept.push(make(warm));
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  for (let one = 0; one < count; one += 1) kept.push(make(one + 50));
  globalThis.gc();
  const bytes = (process.memoryUsage().heapUsed - before) / count;
  return kept.length > 0 ? bytes : NaN;
}

/** Weighs an idle account beside an axios instance, of which it has one. */
export function weigh(count = 2_000) {
  const scheduler = new SchedulerRegistry();
  const shutdown = new Shutdown(30_000);
  const options = (one) => ({ environment: 'demo', clientId: `id-${one}`, clientSecret: `secret-${one}` });
  return {
    account: heapOf(
      (one) =>
        openAccount(resolveOptions(options(one), `account-${one}`), DEFAULT_POLICY, scheduler, shutdown),
      count,
    ),
    axiosInstance: heapOf(() => axios.create({ baseURL: 'https://api.example' }), count),
  };
}
