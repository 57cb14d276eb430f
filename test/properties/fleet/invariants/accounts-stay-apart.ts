import type { ProcessInvariant } from '../invariant.js';

/**
 * In the store each account has a place of its own for each of its API keys, the same in all processes; accounts that
 * differ in anything have different ones.
 */
export const accountsStayApart: ProcessInvariant = (view, violate) => ({
  storeAsked: ({ action, key }) => {
    if (action !== 'read' && action !== 'acquireLease') return;
    const { basic } = view.keys.given ?? view.ring.current;
    const owner = `${view.account} ${basic}`;
    const known = view.places.get(key);
    if (known !== undefined && known !== owner) violate(`${owner} has the place of ${known}`);
    const other = [...view.places].find(([place, one]) => one === owner && place !== key);
    if (other !== undefined) violate(`${owner} has two places, ${key} and ${other[0]}`);
    view.places.set(key, owner);
  },
});
