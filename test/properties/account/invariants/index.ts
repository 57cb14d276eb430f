import type { AccountView, Invariant } from '../invariant.js';
import { attemptsAreReported, nextAttemptIsArmed } from './always-armed.js';
import { answersInTimeAreRead } from './answers-are-read.js';
import { goodTokenServes } from './good-token-serves.js';
import { onlyTheTokenHeldIsSent } from './honest-bearer.js';
import { outcomesAreHonest } from './honest-outcome.js';
import { lostAnswersAreAskedForAgain } from './lost-answers.js';
import { moneyMovesOnce } from './money-moves-once.js';
import { nothingLeaks } from './nothing-leaks.js';
import { oneTokenRequestAtATime } from './one-token-request.js';
import { aRejectingEndpointCostsLittle } from './rejecting-endpoint.js';
import { rejectionsAreHealed } from './rejections-are-healed.js';
import { silentAfterClose } from './silent-after-close.js';
import { attemptsAreSpaced, rejectionsAreFew } from './spaced-attempts.js';
import { everyCallEnds } from './wishes-end.js';
import { withinTheRate } from './within-rate.js';

/** What holds at every moment of every run. */
export const INVARIANTS: Readonly<Record<string, Invariant<AccountView>>> = {
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
