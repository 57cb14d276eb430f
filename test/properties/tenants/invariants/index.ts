import type { Invariants } from '../../engine/invariant.js';
import { EVERYWHERE } from '../../engine/invariants/index.js';
import type { TenantsChecks } from '../invariant.js';
import type { TenantsApplication } from '../tenants-application.js';
import { accountsStayWhileUsed, callsAreNotCutShort } from './accounts-stay-while-used.js';
import { openedOnce } from './opened-once.js';
import { refusalsAreNotRemembered, refusalsAreTyped } from './refusals.js';
import { nothingIsLeftOpen } from './nothing-is-left-open.js';
import { sizeIsBounded, unusedAccountsEnd } from './size-is-bounded.js';
import { sleepersCostNothing, usedAccountsAreAwake } from './sleepers-cost-nothing.js';
import { tenantsDoNotConcernEachOther } from './tenants-do-not-concern-each-other.js';
import { aRateForEachTenant, tokensStayApart } from './tokens-stay-apart.js';

/** What holds at every moment for the accounts of tenants. */
export const TENANTS_INVARIANTS: Invariants<TenantsApplication, TenantsChecks> = {
  ...EVERYWHERE,
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
  nothingIsLeftOpen,
};
