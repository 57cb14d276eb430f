import { after, type Instant, isReached } from '../timing/instant.js';
import type { Rejections, Tokens } from './rejections.js';

/**
 * If proven tokens of a key end early twice within this time, another program uses the key; in milliseconds.
 */
const DEATHS_MS = 7_200_000;

/**
 * Records that the API gave an answer other than a rejection. Returns the same state if nothing can be
 * learned from that.
 */
export function noteAcceptance<S extends Tokens>(state: S, value: string, endpoint: string, at: Instant): S {
  const { token } = state;
  const { asked, endpoints, suspect, deaths } = state.rejections;
  let next = state;
  if (token?.value === value && token.acceptedAt === undefined)
    next = { ...next, token: { ...token, acceptedAt: at } };

  if (endpoints.has(endpoint)) {
    const others = new Map(endpoints);
    others.delete(endpoint);
    next = { ...next, rejections: { ...next.rejections, endpoints: others } };
  }
  if (asked.some((one) => one.endpoint === endpoint)) {
    const innocent = asked.map((one) => (one.endpoint === endpoint ? { at: one.at } : one));
    next = { ...next, rejections: { ...next.rejections, asked: innocent } };
  }
  if (suspect === endpoint) {
    const died = [...deaths, at].slice(-2);
    next = { ...next, rejections: { ...next.rejections, suspect: undefined, deaths: died } };
  }
  return next;
}

/** Whether an acceptance says anything new. This is checked for every answer. */
export function isNewsworthy({ token, rejections }: Tokens, value: string): boolean {
  if (token?.acceptedAt === undefined && token?.value === value) return true;
  const { asked, endpoints, suspect } = rejections;
  return endpoints.size > 0 || suspect !== undefined || asked.some((one) => one.endpoint !== undefined);
}

/**
 * Whether proven tokens end early again and again, because another program requests tokens with the same key
 * or revokes them.
 */
export function isEndedByOthers({ deaths }: Rejections, at: Instant): boolean {
  return deaths.filter((one) => !isReached(after(one, DEATHS_MS), at)).length > 1;
}
