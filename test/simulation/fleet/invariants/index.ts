import { answersInTimeAreRead } from '../../invariants/answers-are-read.js';
import { goodTokenServes } from '../../invariants/good-token-serves.js';
import { onlyTheTokenHeldIsSent } from '../../invariants/honest-bearer.js';
import { outcomesAreHonest } from '../../invariants/honest-outcome.js';
import { lostAnswersAreAskedForAgain } from '../../invariants/lost-answers.js';
import { moneyMovesOnce } from '../../invariants/money-moves-once.js';
import { nothingLeaks } from '../../invariants/nothing-leaks.js';
import { oneTokenRequestAtATime } from '../../invariants/one-token-request.js';
import { aRejectingEndpointCostsLittle } from '../../invariants/rejecting-endpoint.js';
import { rejectionsAreHealed } from '../../invariants/rejections-are-healed.js';
import { silentAfterClose } from '../../invariants/silent-after-close.js';
import { rejectionsAreFew } from '../../invariants/spaced-attempts.js';
import { everyCallEnds } from '../../invariants/wishes-end.js';
import { withinTheRate } from '../../invariants/within-rate.js';
import type { ProcessInvariant } from '../invariant.js';
import { accountsStayApart } from './accounts-stay-apart.js';
import { failuresAreTold } from './failures-are-told.js';
import { failuresHaveACause } from './failures-have-a-cause.js';
import { aNewKeyHelps, aReplacedKeyIsNoFailure, theLatestKeyIsUsed } from './latest-key.js';
import { leasesAreGivenBack } from './leases-are-given-back.js';
import { noTokenOutlivesItsGrant, rejectedTokensStayAway } from './no-dead-tokens.js';
import { oneAsksForAll } from './one-asks-for-all.js';
import { newerTokensStay, rejectedTokensAreRemoved } from './removals.js';
import { renewalComesByItself } from './renewal-comes-by-itself.js';
import { theStoreIsLeftAlone } from './store-is-left-alone.js';
import { theStoreGetsGoodTokens, theStoreSeesNoSecret } from './store-is-untrusted.js';
import { theStoreCostsLittle } from './store-costs-little.js';

/** What holds at every moment for every process of a fleet. */
export const PROCESS_INVARIANTS: Readonly<Record<string, ProcessInvariant>> = {
  oneTokenRequestAtATime,
  onlyTheTokenHeldIsSent,
  goodTokenServes,
  rejectionsAreHealed,
  rejectionsAreFew,
  aRejectingEndpointCostsLittle,
  answersInTimeAreRead,
  moneyMovesOnce,
  outcomesAreHonest,
  lostAnswersAreAskedForAgain,
  everyCallEnds,
  nothingLeaks,
  withinTheRate,
  silentAfterClose,
  oneAsksForAll,
  leasesAreGivenBack,
  theStoreCostsLittle,
  failuresHaveACause,
  failuresAreTold,
  noTokenOutlivesItsGrant,
  rejectedTokensStayAway,
  rejectedTokensAreRemoved,
  newerTokensStay,
  theStoreGetsGoodTokens,
  theStoreSeesNoSecret,
  theStoreIsLeftAlone,
  accountsStayApart,
  theLatestKeyIsUsed,
  aNewKeyHelps,
  aReplacedKeyIsNoFailure,
  renewalComesByItself,
};
