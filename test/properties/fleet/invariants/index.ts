import type { Invariants } from '../../engine/invariant.js';
import { FOR_TOKEN_HOLDERS } from '../../engine/invariants/index.js';
import type { ProcessChecks } from '../invariant.js';
import type { FleetProcess } from '../process.js';
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
export const PROCESS_INVARIANTS: Invariants<FleetProcess, ProcessChecks> = {
  ...FOR_TOKEN_HOLDERS,
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
