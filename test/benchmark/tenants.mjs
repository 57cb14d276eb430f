import { Logger } from '@nestjs/common';
import axios from 'axios';
import { SchedulerRegistry } from '@nestjs/schedule';
// Not through the package's entry: what is weighed here are the accounts alone, without Nest around them.
import { AlternativePaymentsAccounts } from '../../dist/lib/account/accounts.js';
import { resolveOptions } from '../../dist/lib/config/resolve-options.js';
import { instantAdapter } from './contenders.mjs';
import { median } from './comparison.mjs';

const SLEEP_AFTER_MS = 500;

const heapUsed = () => {
  globalThis.gc();
  return process.memoryUsage().heapUsed;
};

/**
 * Opens many tenants, has each of them call once, and lets them fall asleep. Opening is timed beside an axios instance,
 * of which each account has one; its token call is instant, so what is left is the opening itself.
 */
export async function weighTenants(count = 10_000) {
  const options = {
    environment: 'demo',
    warmUp: false,
    pacing: {},
    http: { adapter: instantAdapter },
    accounts: {
      resolve: (tenant) => ({ clientId: `id-${tenant}`, clientSecret: `secret-${tenant}` }),
      maximum: count * 2,
      sleepAfterMs: SLEEP_AFTER_MS,
    },
  };
  Logger.overrideLogger(false);
  // Where every account lists the timer of its renewal.
  const scheduler = new SchedulerRegistry();
  const accounts = new AlternativePaymentsAccounts(options, resolveOptions(options, 'default'), scheduler);
  for (let warm = 0; warm < 200; warm += 1) await useOf(accounts, `warm-${warm}`);
  const heapBefore = heapUsed();
  const opening = [];
  for (let tenant = 0; tenant < count; tenant += 1) {
    const begin = performance.now();
    await accounts.get(`partner-${tenant}`);
    opening.push(performance.now() - begin);
  }
  for (let tenant = 0; tenant < count; tenant += 1) await useOf(accounts, `partner-${tenant}`);
  const awake = scheduler.getTimeouts().length;
  await new Promise((resolve) => setTimeout(resolve, SLEEP_AFTER_MS * 3));
  const asleep = scheduler.getTimeouts().length;
  const heap = (heapUsed() - heapBefore) / count;
  accounts.closeAll();

  const instances = [];
  for (let one = 0; one < 1_000; one += 1) {
    const begin = performance.now();
    axios.create({ baseURL: 'https://api.example' });
    instances.push(performance.now() - begin);
  }
  return {
    count,
    heap,
    opening: {
      median: median(opening),
      slowest: opening.toSorted((one, other) => one - other)[count * 0.99],
    },
    axiosInstance: median(instances),
    timers: { awake, asleep },
  };
}

async function useOf(accounts, tenant) {
  const { httpService } = await accounts.get(tenant);
  await httpService.axiosRef.get('/customers');
}
