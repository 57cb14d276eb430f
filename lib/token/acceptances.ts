import { after, type Instant, isReached } from '../timing/instant.js';
import type { Rejections, Tokens } from './rejections.js';

/** A key whose proven tokens end early twice within this time is used by somebody else, in milliseconds. */
const DEATHS_MS = 7_200_000;

/** The API gave another answer than a rejection. The very state if nothing is to be learned from it. */
export function noteAcceptance<S extends Tokens>(state: S, value: string, endpoint: string, at: Instant): S {
  const { token } = state;
  const { asked, endpoints, suspect, deaths } = state.rejections;
  let next = state;
  if (token?.value === value && token.acceptedAt === undefined) {
    next = { ...next, token: { ...token, acceptedAt: at } };
  }
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

/** Whether an acceptance says anything new; asked for every answer. */
export function isNewsworthy({ token, rejections }: Tokens, value: string): boolean {
  if (token?.acceptedAt === undefined && token?.value === value) return true;
  const { asked, endpoints, suspect } = rejections;
  return endpoints.size > 0 || suspect !== undefined || asked.some((one) => one.endpoint !== undefined);
}

/** Whether proven tokens end early again and again: somebody else takes tokens of the same key, or revokes them. */
export function isEndedByOthers({ deaths }: Rejections, at: Instant): boolean {
  return deaths.filter((one) => !isReached(after(one, DEATHS_MS), at)).length > 1;
}
