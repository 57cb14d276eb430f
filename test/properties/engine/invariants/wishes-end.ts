import { AxiosError } from 'axios';
import { AlternativePaymentsError } from 'nestjs-alternative-payments';
import { CALL_MS, type Invariant, TOLERANCE_MS } from '../invariant.js';
import type { Resident } from '../resident.js';

/** Every call ends within its time, at once if its caller gives up, and with an error that says what it is. */
export const everyCallEnds: Invariant<Resident> = (view, violate) => ({
  passed: () => {
    const now = view.clock.read().monotonic;
    const isCatchingUp = now <= view.clock.caughtUpAt;
    for (const { id, plan, startedAt, gaveUpAt } of view.pending) {
      const isOverdue = now - startedAt.monotonic > CALL_MS + TOLERANCE_MS && !isCatchingUp;
      if (isOverdue && plan !== undefined) violate(`${id} is pending after ${now - startedAt.monotonic} ms`);

      if (gaveUpAt !== undefined) violate(`${id} is pending although its caller gave up`);
    }
  },
  settled: ({ id, state, result }) => {
    if (state !== 'rejected') return;
    // A caller who gives up gets the reason of its own signal.
    const isTyped =
      result instanceof AxiosError ||
      result instanceof AlternativePaymentsError ||
      (result instanceof DOMException && result.name === 'AbortError');
    if (!isTyped) violate(`${id} failed with ${String(result)}`);
  },
});
