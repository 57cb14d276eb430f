import type { Invariants } from '../../engine/invariant.js';
import { FOR_TOKEN_HOLDERS } from '../../engine/invariants/index.js';
import type { LoneAccount } from '../lone-account.js';
import { attemptsAreReported, nextAttemptIsArmed } from './always-armed.js';
import { attemptsAreSpaced } from './spaced-attempts.js';

/** What holds at every moment of every run. */
export const INVARIANTS: Invariants<LoneAccount> = {
  ...FOR_TOKEN_HOLDERS,
  attemptsAreReported,
  attemptsAreSpaced,
  nextAttemptIsArmed,
};
