export { answerOf, pageOf } from './fakes.js';
export { startSimulator } from './start-simulator.js';
export type { Fault, FaultHandle } from './fault.js';
export type { AnswerShape } from './answer-shape.js';
export type { Happenings } from './happenings.js';
export type { JournalEntry, RequestOutcome } from './journal-entry.js';
export type { Journal, JournalPredicate } from './journal.js';
export type { RateLimitOptions } from './rate-limit.js';
export type { Customer } from './resources/customers.js';
export type { PaymentRequest } from './resources/payment-requests.js';
export type { Payment } from './resources/payments.js';
export type { PayoutFee, PayoutFeeOptions } from './resources/payout-fees.js';
export type { Payout } from './resources/payouts.js';
export type { InvoiceLineItem } from './resources/invoice-lines.js';
export type { CustomerSeed, InvoiceSeed, PaymentSeed, SimulatorSeed } from './seed.js';
export type { SimulatorOptions } from './simulator-options.js';
export type { Simulator } from './simulator.js';
export type { DeliverOptions, SimulatedWebhooks } from './webhooks/simulated-webhooks.js';
export type { WebhookAttempt } from './webhooks/webhook-attempt.js';
export {
  webhookRequest,
  type WebhookRequest,
  type WebhookRequestOptions,
} from './webhooks/webhook-request.js';
/** @internal */
export { TOKEN_POLICY, type TokenPolicy } from '../token/source/token-policy.js';
