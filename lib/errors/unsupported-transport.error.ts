import { AlternativePaymentsError } from './alternative-payments.error.js';

/**
 * A request asks to be carried in a way that this package does not support: by axios' fetch adapter, over HTTP/2, or
 * with an agent, a proxy or a socket of its own. Its adapter may also have ended with something that is no answer.
 */
export class UnsupportedTransportError extends AlternativePaymentsError {
  override readonly name = 'UnsupportedTransportError';
  readonly code = 'UNSUPPORTED_TRANSPORT';
}
