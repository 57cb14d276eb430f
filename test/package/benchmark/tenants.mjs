import { Logger } from '@nestjs/common';
import axios from 'axios';
import { SchedulerRegistry } from '@nestjs/schedule';
// The package's entry is left out: what is weighed here are the accounts alone, without Nest around them.
import { AlternativePaymentsTenants } from '../../../dist/lib/tenants/tenants.js';
import { Shutdown } from '../../../dist/lib/account/shutdown.js';
import { resolveOptions } from '../../../dist/lib/config/resolved-options.js';
import { DEFAULT_POLICY } from '../../../dist/lib/token/source/token-policy.js';
import { ANSWERS, instantAdapter } from './contenders.mjs';
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
  Logger.overrideLogger(false);
  const { tenants, scheduler } = tenantsOf(count * 2);
  for (let warm = 0; warm < 200; warm += 1) await useOf(tenants, `warm-${warm}`);
  const heapBefore = heapUsed();
  const opening = [];
  for (let tenant = 0; tenant < count; tenant += 1) {
    const begin = performance.now();
    await tenants.get(`partner-${tenant}`);
    opening.push(performance.now() - begin);
  }
  for (let tenant = 0; tenant < count; tenant += 1) await useOf(tenants, `partner-${tenant}`);
  const request = await costOfRequest(tenants);
  const awake = scheduler.getTimeouts().length;
  await new Promise((resolve) => setTimeout(resolve, SLEEP_AFTER_MS * 3));
  const asleep = scheduler.getTimeouts().length;
  const heap = (heapUsed() - heapBefore) / count;
  tenants.endShutdown();

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
    request,
  };
}

function tenantsOf(maximum) {
  const options = {
    environment: 'demo',
    warmUp: false,
    http: { adapter: instantAdapter(ANSWERS.object) },
    // What a request costs is measured, and not what it waits for.
    pacing: { requests: 1_000_000 },
    tenants: {
      resolve: (tenant) => ({ clientId: `id-${tenant}`, clientSecret: `secret-${tenant}` }),
      maximum,
      sleepAfterMs: SLEEP_AFTER_MS,
    },
  };
  // Where every account lists the timer of its renewal.
  const scheduler = new SchedulerRegistry();
  const tenants = new AlternativePaymentsTenants(
    options,
    resolveOptions(options, 'default'),
    DEFAULT_POLICY,
    scheduler,
    new Shutdown(30_000),
  );
  return { tenants, scheduler };
}

/** CPU time of a request of one tenant, in microseconds: beside that of a registration with this one tenant alone. */
async function costOfRequest(many) {
  const alone = tenantsOf(2).tenants;
  const senders = await Promise.all([many, alone].map((tenants) => senderOf(tenants, 'partner-1')));
  const costs = [[], []];
  for (let round = 0; round < 20; round += 1) {
    for (const place of [round % 2, 1 - (round % 2)]) {
      const before = process.cpuUsage();
      for (let request = 0; request < 500; request += 1) await senders[place]();
      const { user, system } = process.cpuUsage(before);
      costs[place].push((user + system) / 500);
    }
  }
  alone.endShutdown();
  return { many: median(costs[0]), alone: median(costs[1]) };
}

async function senderOf(tenants, tenant) {
  const { httpService } = await tenants.get(tenant);
  return () => httpService.axiosRef.get('/customers');
}

async function useOf(tenants, tenant) {
  const { httpService } = await tenants.get(tenant);
  await httpService.axiosRef.get('/customers');
}
