import { AccountClosedError } from 'nestjs-alternative-payments';
import { elapsedMs } from '../../engine/clock.js';
import type { TenantsInvariant } from '../invariant.js';

/** Between two looks at what is open this much may pass, in milliseconds. */
const LOOKS_MS = 2_000;

/** An account is forgotten only if it was not used for a while or there are too many; and never during a call. */
export const accountsStayWhileUsed: TenantsInvariant = (view, violate) => ({
  forgotten: ({ id, wishes, usedAt }) => {
    if (view.isClosing) return;
    const now = view.clock.read();
    const busy = [...wishes].filter((wish) => view.wishOf(wish as never)?.wasOpen === true).length;
    const unusedMs = elapsedMs(usedAt, now);
    if (busy > 0 && unusedMs > LOOKS_MS) violate(`the account of ${id} was forgotten during ${busy} calls`);
    // One that was one too many is gone at once; what is seen is that the others are as many as there may be.
    const isCrowded = view.occupancy.fullAt >= usedAt.monotonic - LOOKS_MS;
    if (!isCrowded && unusedMs < view.settings.idleMs)
      violate(`the account of ${id} was forgotten ${unusedMs} ms after it was used`);
  },
});

/** A caller gets an answer of the API, and never notices that somebody tidies up. */
export const callsAreNotCutShort: TenantsInvariant = (view, violate) => ({
  settled: ({ id, result }) => {
    if (result instanceof AccountClosedError && !view.isClosing)
      violate(`${id} failed because of a shutdown that is none`);
  },
});
