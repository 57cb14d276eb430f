import { inspect } from 'node:util';
import type { Invariant } from '../invariant.js';
import type { Resident } from '../resident.js';
import { SECRET } from '../key-ring.js';
import { TOKEN_MARK } from '../issuer.js';

/** What must not be seen: the secret, plain or as Basic value in any alignment, and any token. */
const NEVER_SHOWN = [SECRET, TOKEN_MARK, Buffer.from(`client-1:${SECRET}`).toString('base64').slice(12, -4)];

/** No error, answer, event, snapshot or line of the log shows a secret, however it is printed. */
export const nothingLeaks: Invariant<Resident> = (_view, violate) => {
  const seen = new WeakSet<object>();
  const sorts = new Set<string>();
  const check = (what: string, text: string): void => {
    for (const one of NEVER_SHOWN) {
      const at = text.indexOf(one);
      if (at >= 0) violate(`${what} shows "${text.slice(Math.max(0, at - 80), at + 40)}"`);
    }
  };
  /** Showing what is hidden takes milliseconds, so it is done once a run for each sort of thing. */
  const isNew = (value: object): boolean => {
    const { name = '', code = '', message = '', type = '' } = value as Record<string, unknown>;
    const sort = [name, code, String(message).slice(0, 40), type].join();
    return sorts.size < sorts.add(sort).size;
  };
  const shown = (what: string, value: unknown): void => {
    if (typeof value === 'string') return check(what, value);
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    check(what, JSON.stringify(value) ?? '');
    check(what, inspect(value, { depth: 8, showHidden: isNew(value) }));
  };
  return {
    shown,
    event: (event) => shown(`the event "${event.type}"`, event),
    settled: ({ id, plan, state, result }) => {
      // A token is what getToken() is asked for.
      if (plan !== undefined || state === 'rejected') shown(`the end of ${id}`, result);
    },
  };
};
