import { createHash, randomUUID } from 'node:crypto';
import { textOf } from '../errors/text-of.js';
import { quietly } from '../logging/quietly.js';
import type { Abortable } from '../timing/abort.js';
import { draw } from '../timing/draw.js';
import { sleep } from '../timing/sleep.js';
import { within } from '../timing/within.js';
import type { Leases } from '../wing.js';

/** How long the lease holds if its process dies, in milliseconds. */
const LEASE_MS = 120_000;

/** How long its holder may begin to create subscriptions, in milliseconds. What is begun takes at most 30 s. */
const CREATING_MS = 60_000;

/** How long the token store may take, in milliseconds. */
const STORE_MS = 5_000;

/** Mean pause between two attempts to get the lease, in milliseconds. */
const PAUSE_MS = 750;

/** Identifies an address of an account among the leases. */
export function leaseKey(account: string, address: string): string {
  return `webhooks:${account}:${createHash('sha256').update(address).digest('hex')}`;
}

/**
 * Runs a function while no other process with the same store does. Without a store it runs at once.
 *
 * @param run gets a function that tells whether there is time for another request
 * @throws Error if others keep the lease for longer than it holds, what the store or `run` throws, or the
 * signal's reason
 */
export async function underLease<T>(
  leases: Leases | undefined,
  key: string,
  run: (isInTime: () => boolean) => Promise<T>,
  signal: Abortable,
): Promise<T> {
  if (leases === undefined) return run(() => true);
  const owner = randomUUID();
  const patientUntil = performance.now() + LEASE_MS + STORE_MS;
  try {
    let askedAt = performance.now();
    while (!(await isFree(leases, key, owner, signal))) {
      if (performance.now() > patientUntil)
        throw new Error('Another process has been subscribing to the same address for two minutes.');
      await sleep(PAUSE_MS * (0.5 + draw()), signal);
      askedAt = performance.now();
    }
    return await run(() => performance.now() - askedAt < CREATING_MS);
  } finally {
    // Even a question that failed may have got the lease. What is not released ends by itself.
    quietly(() => void leases.releaseLease(key, owner).catch(() => undefined));
  }
}

async function isFree(leases: Leases, key: string, owner: string, signal: Abortable): Promise<boolean> {
  try {
    return await within(STORE_MS, () => leases.acquireLease(key, owner, LEASE_MS), signal);
  } catch (cause) {
    if (signal.aborted) throw cause;
    // Going on without it could subscribe twice.
    throw new Error(`The token store cannot give the lease for subscribing: ${textOf(cause)}`, { cause });
  }
}
