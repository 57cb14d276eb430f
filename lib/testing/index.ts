export { answerOf, pageOf } from './fakes.js';
export { startSimulator } from './start-simulator.js';
export type { Fault, FaultHandle } from './fault.js';
export type { JournalEntry, RequestOutcome } from './journal-entry.js';
export type { Journal, JournalPredicate } from './journal.js';
export type { RateLimitOptions } from './rate-limit.js';
export type { Customer } from './resources/customers.js';
export type { PaymentRequest } from './resources/payment-requests.js';
export type { Payment } from './resources/payments.js';
export type { Payout } from './resources/payouts.js';
export type { CustomerSeed, SimulatorOptions } from './simulator-options.js';
export type { Simulator } from './simulator.js';
/** @internal */
export { TOKEN_POLICY, type TokenPolicy } from '../token/source/token-policy.js';
