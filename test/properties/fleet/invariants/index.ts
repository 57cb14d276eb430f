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
import { rejectionsAreFew } from '../../account/invariants/spaced-attempts.js';
import { everyCallEnds } from '../../engine/invariants/wishes-end.js';
import { withinTheRate } from '../../engine/invariants/within-rate.js';
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
