import { ObservedCalls } from '../http/observed-calls.js';
import type { Observation } from '../observation/observation.js';
import type { Subject } from '../observation/observer.js';
import type { TokenEvent } from '../observation/token-events.js';
import { ObservedSource } from '../token/source/observed-source.js';
import type { KeyedTerms, TokenSource } from '../token/source/token-source.js';

/** What an account needs where it is observed. An account that nobody observes is not made larger by it. */
interface ObservedAccount {
  readonly calls: ObservedCalls;
  readonly sourceOver: (inner: TokenSource<KeyedTerms>) => TokenSource<KeyedTerms>;
  readonly tell: (event: TokenEvent) => void;
  readonly cause: () => unknown;
}

export function observedAccount(observation: Observation, subject: Subject): ObservedAccount {
  return {
    calls: new ObservedCalls(observation, subject),
    sourceOver: (inner) => new ObservedSource(inner, observation, subject),
    tell: (event) => observation.tokenEvent(event, subject),
    cause: () => observation.cause(),
  };
}
