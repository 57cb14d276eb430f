import { LONGEST_TIMER_MS } from '../timing/instant.js';
import type { TokenRequestOptions } from './account-options.js';
import { type OptionReader, show } from './option-reader.js';

/** Reads `tokenRequest`; the time-out has its default among the numbers of a token's life. */
export function readTokenRequest(reader: OptionReader): { scope: string; timeoutMs?: number } {
  const { scope, timeoutMs } = reader.section('tokenRequest', ['scope', 'timeoutMs']) as TokenRequestOptions;
  const problem = (text: string): void => reader.problem('tokenRequest', text);
  if (scope !== undefined && typeof scope !== 'string') {
    problem('has a "scope" that is no text. Give scopes in one string, separated by spaces.');
  }
  if (timeoutMs !== undefined && !isTimeout(timeoutMs)) {
    problem(`has "timeoutMs" ${show(timeoutMs)}. It must be a number of milliseconds from 1.`);
  }
  return { scope: typeof scope === 'string' ? scope : '', timeoutMs };
}

function isTimeout(value: unknown): boolean {
  return typeof value === 'number' && value >= 1 && value <= LONGEST_TIMER_MS;
}
