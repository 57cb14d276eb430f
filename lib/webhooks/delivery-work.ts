import type { Claim, DeliveryStore } from '../store/delivery-store.js';
import { LEASE_MS, LeaseRenewal } from './lease-renewal.js';
import type { WorkResult } from './receipt.js';

/**
 * How long it is remembered that a delivery was handled, in milliseconds. How late the vendor repeats one is
 * not known; a month covers those that somebody asks for by hand.
 */
const KEEP_MS = 30 * 24 * 3_600_000;

/** How long a store that fails is tried again with what was done, in milliseconds. It is less than the lease. */
const REMEMBER_MS = 30_000;

/** The first pause between these attempts, and the longest one, in milliseconds. */
const PAUSES_MS = { first: 100, longest: 2_000 } as const;

/** A step that runs at most once for a delivery, such as a handler. */
export interface Step {
  readonly name: string;
  readonly run: () => unknown;
}

interface DeliveryWorkParts {
  readonly store: DeliveryStore;
  /** Whether the application closes, so that there is no time to wait for the store. */
  readonly isClosing: () => boolean;
  readonly onFailure: (step: string, error: unknown) => void;
  readonly onTooLong: () => void;
}

/**
 * Takes the steps that are left to do, one after the other, while nobody else does. One that fails does not
 * keep the others from running.
 */
export async function workOff(
  key: string,
  steps: readonly Step[],
  parts: DeliveryWorkParts,
): Promise<WorkResult> {
  const { store, isClosing, onTooLong } = parts;
  let claim: Claim;
  try {
    claim = await store.claim(key, LEASE_MS);
  } catch (error) {
    return { is: 'store away', error };
  }
  if (claim.state === 'done') return { is: 'repeated' };
  if (claim.state === 'busy') return { is: 'busy', retryAfterMs: claim.retryAfterMs };
  const { lease, done } = claim;
  const renewal = new LeaseRenewal(() => store.claim(key, LEASE_MS, lease), onTooLong);
  try {
    let failure: WorkResult | undefined;
    for (const step of steps.filter(({ name }) => !done.includes(name))) {
      const failed = await failureOf(step, parts);
      failure ??= failed;
      if (failed === undefined) await remember(() => store.markHandler(key, lease, step.name), isClosing);
    }
    await renewal.stop();
    if (failure === undefined) await remember(() => store.complete(key, lease, KEEP_MS), isClosing);
    else await remember(() => store.release(key, lease), isClosing);
    return failure ?? { is: 'handled' };
  } catch (error) {
    return { is: 'store away', error };
  } finally {
    void renewal.stop();
  }
}

async function failureOf(step: Step, { onFailure }: DeliveryWorkParts): Promise<WorkResult | undefined> {
  try {
    await step.run();
    return undefined;
  } catch (error) {
    onFailure(step.name, error);
    return { is: 'failed', error };
  }
}

/** What a handler has done would be done again if the store, which may only be restarting, did not hear of it. */
async function remember(write: () => Promise<void>, isClosing: () => boolean): Promise<void> {
  const until = performance.now() + REMEMBER_MS;
  for (let pauseMs: number = PAUSES_MS.first; ; pauseMs = Math.min(2 * pauseMs, PAUSES_MS.longest)) {
    try {
      return await write();
    } catch (error) {
      if (isClosing() || performance.now() + pauseMs > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
