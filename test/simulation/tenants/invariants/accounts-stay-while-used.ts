import { AccountClosedError } from 'nestjs-alternative-payments';
import { elapsedMs } from '../../clock.js';
import { RECENT_MS, type TenantsInvariant } from '../invariant.js';

/** An account is closed only after it was not used for a while, even if somebody lets go of it; and never during a call. */
export const accountsStayWhileUsed: TenantsInvariant = (view, violate) => ({
  closed: ({ id }, { underWay, usedAt }) => {
    if (view.isShuttingDown) return;
    if (underWay > 0) violate(`the account of ${id} was closed during ${underWay} calls`);
    const unusedMs = elapsedMs(usedAt, view.clock.read());
    const leastMs = Math.min(RECENT_MS, view.settings.idleMs);
    if (unusedMs < leastMs) violate(`the account of ${id} was closed ${unusedMs} ms after it was used`);
  },
});

/** Whoever calls while the account is open gets an answer of the API, not of somebody who tidies up. */
export const callsAreNotCutShort: TenantsInvariant = (view, violate) => ({
  settled: (wish) => {
    const { result } = wish;
    if (!(result instanceof AccountClosedError)) return;
    if (result.reason === 'shutdown') {
      if (!view.isShuttingDown) violate(`${wish.id} failed because of a shutdown that is none`);
    } else if (view.wishOf(wish)?.wasClosed !== true) {
      violate(`${wish.id} failed because its account was ${result.reason}`);
    }
  },
});
