import type { InternalAxiosRequestConfig } from 'axios';
import { type Carrier, problemOfHttpVersion } from '../axios/carrier.js';
import { UnsupportedTransportError } from '../errors/unsupported-transport.error.js';
import { describeRequest } from './request-summary.js';

/**
 * Returns the adapter for this request.
 *
 * @throws UnsupportedTransportError if nothing can
 */
export function usable(carrier: Carrier | string, config: InternalAxiosRequestConfig): Carrier {
  const versionProblem = problemOfHttpVersion(config.httpVersion);
  if (typeof carrier !== 'string' && versionProblem === undefined) return carrier;
  const [option, problem] =
    typeof carrier === 'string' ? ['adapter', carrier] : ['httpVersion', versionProblem];
  throw new UnsupportedTransportError(
    `${describeRequest(config)} has "${option}": ${problem} Nothing was sent.`,
  );
}
