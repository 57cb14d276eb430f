import { answersInTimeAreRead } from '../../engine/invariants/answers-are-read.js';
import { outcomesAreHonest } from '../../engine/invariants/honest-outcome.js';
import { moneyMovesOnce } from '../../engine/invariants/money-moves-once.js';
import { nothingLeaks } from '../../engine/invariants/nothing-leaks.js';
import { everyCallEnds } from '../../engine/invariants/wishes-end.js';
import type { TenantsInvariant } from '../invariant.js';
import { accountsStayWhileUsed, callsAreNotCutShort } from './accounts-stay-while-used.js';
import { openedOnce } from './opened-once.js';
import { refusalsAreNotRemembered, refusalsAreTyped } from './refusals.js';
import { silentAfterShutdown } from './silent-after-shutdown.js';
import { sizeIsBounded, unusedAccountsEnd } from './size-is-bounded.js';
import { sleepersCostNothing, usedAccountsAreAwake } from './sleepers-cost-nothing.js';
import { tenantsDoNotConcernEachOther } from './tenants-do-not-concern-each-other.js';
import { aRateForEachTenant, tokensStayApart } from './tokens-stay-apart.js';

/** What holds at every moment for the accounts of tenants. */
export const TENANTS_INVARIANTS: Readonly<Record<string, TenantsInvariant>> = {
  moneyMovesOnce,
  outcomesAreHonest,
  everyCallEnds,
  answersInTimeAreRead,
  nothingLeaks,
  openedOnce,
  accountsStayWhileUsed,
  callsAreNotCutShort,
  sleepersCostNothing,
  usedAccountsAreAwake,
  sizeIsBounded,
  unusedAccountsEnd,
  refusalsAreTyped,
  refusalsAreNotRemembered,
  tokensStayApart,
  aRateForEachTenant,
  tenantsDoNotConcernEachOther,
  silentAfterShutdown,
};
