import { AlternativePaymentsError } from './alternative-payments.error.js';

/**
 * A request asks for a transport that this package does not support: axios' fetch adapter, HTTP/2, or an
 * agent, a proxy or a socket of its own. The error also covers an adapter that returned something other than
 * an answer.
 */
export class UnsupportedTransportError extends AlternativePaymentsError {
  override readonly name = 'UnsupportedTransportError';
  readonly code = 'UNSUPPORTED_TRANSPORT';
}
