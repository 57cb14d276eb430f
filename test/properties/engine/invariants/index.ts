import type { Invariants } from '../invariant.js';
import type { Resident } from '../resident.js';
import type { TokenHolder } from '../token-holder.js';
import { answersInTimeAreRead } from './answers-are-read.js';
import { goodTokenServes } from './good-token-serves.js';
import { onlyTheTokenHeldIsSent } from './honest-bearer.js';
import { outcomesAreHonest } from './honest-outcome.js';
import { lostAnswersAreAskedForAgain } from './lost-answers.js';
import { moneyMovesOnce } from './money-moves-once.js';
import { nothingLeaks } from './nothing-leaks.js';
import { oneTokenRequestAtATime } from './one-token-request.js';
import { aRejectingEndpointCostsLittle } from './rejecting-endpoint.js';
import { rejectionsAreFew } from './rejections-are-few.js';
import { rejectionsAreHealed } from './rejections-are-healed.js';
import { silentAfterClose } from './silent-after-close.js';
import { everyCallEnds } from './wishes-end.js';
import { withinTheRate } from './within-rate.js';

/** What holds at every moment in every world. */
export const EVERYWHERE: Invariants<Resident> = {
  answersInTimeAreRead,
  everyCallEnds,
  moneyMovesOnce,
  nothingLeaks,
  outcomesAreHonest,
  silentAfterClose,
};

/** What holds at every moment for those who hold a token. */
export const FOR_TOKEN_HOLDERS: Invariants<TokenHolder> = {
  ...EVERYWHERE,
  aRejectingEndpointCostsLittle,
  goodTokenServes,
  lostAnswersAreAskedForAgain,
  oneTokenRequestAtATime,
  onlyTheTokenHeldIsSent,
  rejectionsAreFew,
  rejectionsAreHealed,
  withinTheRate,
};
