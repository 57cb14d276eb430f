// How long the event loop is held while 10,000 tenants are opened, counted, listed, forgotten and shut down.
// Run it after a build: node test/package/benchmark/tenants-in-turns.mjs
import { setImmediate as turn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { Shutdown } from '../../../dist/lib/account/shutdown.js';
import { resolveOptions } from '../../../dist/lib/config/resolved-options.js';
import { DEFAULT_POLICY } from '../../../dist/lib/token/source/token-policy.js';
import { AlternativePaymentsTenants } from '../../../dist/lib/tenants/tenants.js';
import { ANSWERS, instantAdapter } from './contenders.mjs';

const COUNT = 10_000;
Logger.overrideLogger(false);

/** CPU time of this thread in milliseconds, or of the process where Node cannot tell: other programs do not disturb it. */
const cpuMs = () => {
  const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage();
  return (user + system) / 1_000;
};

/** The most that is computed between two turns of the event loop while something runs. */
async function longestHold(what, run) {
  let isDone = false;
  let longest = 0;
  const begun = performance.now();
  let last = cpuMs();
  const watch = () => {
    const now = cpuMs();
    longest = Math.max(longest, now - last);
    last = now;
    if (!isDone) setImmediate(watch);
  };
  setImmediate(watch);
  await turn();
  last = cpuMs();
  longest = 0;
  await run();
  await turn();
  isDone = true;
  const tookMs = performance.now() - begun;
  process.stdout.write(
    `${what.padEnd(44)} longest hold ${longest.toFixed(1).padStart(7)} ms, ${tookMs.toFixed(0).padStart(6)} ms in all\n`,
  );
}

function tenantsOf(others = {}) {
  const options = {
    environment: 'demo',
    warmUp: false,
    http: { adapter: instantAdapter(ANSWERS.object) },
    pacing: { requests: 1_000_000 },
    tenants: {
      resolve: (tenant) => ({ clientId: `id-${tenant}`, clientSecret: `secret-${tenant}` }),
      maximum: COUNT * 2,
      ...others,
    },
  };
  const registration = resolveOptions(options, 'default');
  return new AlternativePaymentsTenants(
    options,
    registration,
    DEFAULT_POLICY,
    new SchedulerRegistry(),
    new Shutdown(30_000),
  );
}

const names = Array.from({ length: COUNT }, (_, index) => `partner-${index}`);
const warm = tenantsOf();
for (const name of names.slice(0, 500)) {
  const { httpService } = await warm.get(name);
  await httpService.axiosRef.get('/customers');
  await warm.close(name);
}

const tenants = tenantsOf();
await longestHold('opening, each in a turn of its own', async () => {
  for (const name of names) {
    await tenants.get(name);
    await turn();
  }
});
await longestHold('a call of each, each in a turn of its own', async () => {
  for (const name of names) {
    const { httpService } = await tenants.get(name);
    await httpService.axiosRef.get('/customers');
    await turn();
  }
});
await longestHold('counting', () => tenants.counts());
await longestHold('listing', () => tenants.snapshots());
await longestHold('closing, one after the other', async () => {
  for (const name of names) await tenants.close(name);
});
await longestHold('what closing leaves to later turns', async () => {
  for (let turns = 0; turns < COUNT + 10; turns += 1) await turn();
});
await longestHold('opening again, all at once', () => Promise.all(names.map((name) => tenants.get(name))));
await longestHold('closing, all at once', () => Promise.all(names.map((name) => tenants.close(name))));
await longestHold('what closing leaves to later turns', async () => {
  for (let turns = 0; turns < COUNT + 10; turns += 1) await turn();
});

const brief = tenantsOf({ idleMs: 3_000, sleepAfterMs: 1_000 });
for (const name of names) await brief.get(name);

await longestHold('all of them fall asleep and are forgotten', async () => {
  while (brief.size > 0) await new Promise((resolve) => setTimeout(resolve, 20));
});

const last = tenantsOf();
for (const name of names) await last.get(name);
await longestHold('shutting down', async () => {
  await last.beginShutdown();
  last.endShutdown();
  for (let turns = 0; turns < 2_000; turns += 1) await turn();
});
