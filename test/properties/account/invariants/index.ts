import type { Invariant } from '../../engine/invariant.js';
import type { LoneAccount } from '../lone-account.js';
import { attemptsAreReported, nextAttemptIsArmed } from './always-armed.js';
import { answersInTimeAreRead } from '../../engine/invariants/answers-are-read.js';
import { goodTokenServes } from '../../engine/invariants/good-token-serves.js';
import { onlyTheTokenHeldIsSent } from '../../engine/invariants/honest-bearer.js';
import { outcomesAreHonest } from '../../engine/invariants/honest-outcome.js';
import { lostAnswersAreAskedForAgain } from '../../engine/invariants/lost-answers.js';
import { moneyMovesOnce } from '../../engine/invariants/money-moves-once.js';
import { nothingLeaks } from '../../engine/invariants/nothing-leaks.js';
import { oneTokenRequestAtATime } from '../../engine/invariants/one-token-request.js';
import { aRejectingEndpointCostsLittle } from '../../engine/invariants/rejecting-endpoint.js';
import { rejectionsAreHealed } from '../../engine/invariants/rejections-are-healed.js';
import { silentAfterClose } from '../../engine/invariants/silent-after-close.js';
import { attemptsAreSpaced, rejectionsAreFew } from './spaced-attempts.js';
import { everyCallEnds } from '../../engine/invariants/wishes-end.js';
import { withinTheRate } from '../../engine/invariants/within-rate.js';

/** What holds at every moment of every run. */
export const INVARIANTS: Readonly<Record<string, Invariant<LoneAccount>>> = {
  oneTokenRequestAtATime,
  onlyTheTokenHeldIsSent,
  goodTokenServes,
  rejectionsAreHealed,
  attemptsAreSpaced,
  rejectionsAreFew,
  aRejectingEndpointCostsLittle,
  answersInTimeAreRead,
  nextAttemptIsArmed,
  attemptsAreReported,
  silentAfterClose,
  moneyMovesOnce,
  outcomesAreHonest,
  lostAnswersAreAskedForAgain,
  everyCallEnds,
  nothingLeaks,
  withinTheRate,
};
