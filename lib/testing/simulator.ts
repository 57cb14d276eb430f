import type { ApiKeyPair } from '../config/credentials-options.js';
import type { AlternativePaymentsModuleOptions } from '../config/module-options.js';
import type { ApiKey } from './api-key.js';
import { checkText } from './check.js';
import type { Fault, FaultHandle } from './fault.js';
import type { FaultPlan } from './fault-plan.js';
import type { HttpListener } from './http-listener.js';
import type { Journal } from './journal.js';
import type { PaymentRequest } from './resources/payment-requests.js';
import type { Payment } from './resources/payments.js';
import type { Payout } from './resources/payouts.js';
import type { VendorApi } from './resources/vendor-api.js';
import type { TokenStore } from './token-store.js';

/** @internal The parts of a simulator. */
interface SimulatorParts {
  baseURL: string;
  key: ApiKey;
  tokens: TokenStore;
  faults: FaultPlan;
  journal: Journal;
  api: VendorApi;
  listener: HttpListener;
}

/** A running simulator of the Alternative Payments API. */
export class Simulator {
  /** Address of the API, for example `http://127.0.0.1:4010`. */
  readonly baseURL: string;
  /** Everything received so far. */
  readonly journal: Journal;

  /** @internal */
  constructor(private readonly parts: SimulatorParts) {
    this.baseURL = parts.baseURL;
    this.journal = parts.journal;
  }

  /**
   * Options that point the module at this simulator. Pacing is off, because most tests are not about it.
   *
   * @example
   * AlternativePaymentsModule.forRoot(simulator.options)
   */
  get options(): AlternativePaymentsModuleOptions & ApiKeyPair {
    const { clientId, clientSecret } = this.parts.key;
    return { baseURL: this.baseURL, clientId, clientSecret, pacing: false };
  }

  /** Number of open connections. */
  get connections(): number {
    return this.parts.listener.connections;
  }

  /** Lifetime of new tokens in seconds. Tokens that were issued before keep their expiry. */
  get tokenLifetimeSeconds(): number {
    return this.parts.tokens.lifetimeSeconds;
  }

  /** @throws RangeError for a negative lifetime or a value that is not a number */
  set tokenLifetimeSeconds(seconds: number) {
    this.parts.tokens.lifetimeSeconds = seconds;
  }

  /** Issues a valid token without a request, for example to put it into the body of a fault. */
  issueToken(): string {
    return this.parts.tokens.issue();
  }

  /** Ends a token before its expiry. Unknown tokens are ignored. */
  revokeToken(token: string): void {
    this.parts.tokens.revoke(token);
  }

  /** Ends all tokens before their expiry. */
  revokeAllTokens(): void {
    this.parts.tokens.revokeAll();
  }

  /**
   * Replaces the client secret. The old one is refused from now on. Tokens that were issued before remain
   * valid.
   *
   * @throws TypeError for an empty secret
   */
  rotateSecret(newSecret: string): void {
    checkText('newSecret', newSecret);
    this.parts.key.clientSecret = newSecret;
  }

  /**
   * Makes something go wrong. If several faults match a request, the one that was registered first and has
   * uses left takes effect.
   *
   * @throws TypeError or RangeError that names what is wrong with the fault
   * @example
   * const outage = simulator.fault({ on: 'api', status: 503 });
   * outage.remove();
   */
  fault(fault: Fault): FaultHandle {
    return this.parts.faults.add(fault);
  }

  /** Removes all faults. */
  clearFaults(): void {
    this.parts.faults.clear();
  }

  /**
   * Makes the customer pay an invoice. It becomes `paid`, and a payment and the events `payment_succeeded`
   * and `invoice_paid` are created.
   *
   * @throws Error if there is no such open invoice
   */
  payInvoice(id: string): Payment {
    const { invoices, payments } = this.parts.api;
    return { ...payments.receive(invoices.markPaid(id)) };
  }

  /**
   * Makes the payer complete a payment request. Its status changes from `pending` to `paid`.
   *
   * @throws Error if there is no such pending payment request
   */
  payPaymentRequest(id: string): PaymentRequest {
    return { ...this.parts.api.paymentRequests.markPaid(id) };
  }

  /**
   * Transfers payments to the partner. A payout and the event `payout_paid` are created.
   *
   * @throws Error for an unknown payment, an empty list, or payments of several customers
   */
  payOut(paymentIds: readonly string[]): Payout {
    return { ...this.parts.api.payouts.transfer(paymentIds) };
  }

  /** Cuts all connections and frees the port. Calling it twice is harmless. */
  async close(): Promise<void> {
    this.journal.close();
    await this.parts.listener.close();
  }

  /** The same as `close()`, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
