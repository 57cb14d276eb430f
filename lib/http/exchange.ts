import { Readable } from 'node:stream';
import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { AxiosError } from '../axios/axios.js';
import type { Carrier } from '../axios/carrier.js';
import { LONGEST_TIMER_MS } from '../timing/instant.js';
import { Timeout } from '../timing/timeout.js';
import type { AccessToken } from '../token/access-token.js';
import { type Attempt, discard, withBearer } from './attempt.js';
import { breaksOff, parseJson } from './broken-answer.js';
import type { Call } from './call.js';
import { harmless } from './harmless-error.js';
import { LightSignal } from './light-signal.js';
import type { Network } from './network.js';
import { isFromAxios } from './our-error.js';
import { markOutcome } from './outcome.js';
import { harmlessAnswer } from './redaction.js';
import { methodOf, summarize } from './request-summary.js';
import { handOut } from './streamed-body.js';
import { Wire } from './wire.js';

/** What carries a request, and where to. */
export interface Way {
  readonly carrier: Carrier;
  readonly network: Network;
  readonly host: string;
  /** Gets the signals that functions given as adapter are handed, for as long as they have them. */
  readonly signals: WeakSet<object>;
}

/**
 * Sends a request once. The configuration holds the token, the agents and a signal of ours only while it is under way.
 * Always ends within the time of an attempt and with the call, whatever the adapter does, and leaves no secret in what
 * comes back.
 */
export function exchange(
  config: InternalAxiosRequestConfig,
  { carrier, network, host, signals }: Way,
  token: AccessToken | undefined,
  call: Call,
): Promise<Attempt> {
  if (call.reason) return Promise.resolve({ error: call.reason, isSent: false });
  const { headers, signal, cancelToken, timeout } = config;
  const timeoutMs = Math.min(Number.parseInt(String(timeout), 10) || 0, LONGEST_TIMER_MS);
  const ending = carrier.isOwn ? new LightSignal() : new AbortController();
  const endsBy = 'signal' in ending ? ending.signal : ending;

  return new Promise((resolve) => {
    let isDone = false;
    let body: Readable | undefined;
    let timeLimit: Timeout | undefined;
    const restore = (): void => {
      config.headers = headers;
      config.signal = signal;
      if (cancelToken !== undefined) config.cancelToken = cancelToken;
      config.timeout = timeout;
      network.takeOutOf(config);
      if (carrier.isOwn) config.transport = undefined;
    };
    const end = (attempt: Omit<Attempt, 'isSent'>): void => {
      const isSent = call.isOnWire;
      call.isOnWire = false;
      isDone = true;
      timeLimit?.clear();
      try {
        restore();
      } catch {
        // An adapter has frozen the configuration.
        Reflect.deleteProperty(config.headers, 'Authorization');
      }
      signals.delete(endsBy);
      // A body that streams ends with the call, too.
      if (body === undefined) call.removeEventListener('abort', giveUp);
      resolve({ ...attempt, isSent });
    };
    const giveUp = (reason: Error): void => {
      if (!isDone) end({ error: reason });
      ending.abort(reason);
      body?.destroy(reason);
    };
    const answerOf = (given: unknown): AxiosResponse => harmlessAnswer(given, config, host, carrier.isOwn);
    const clean = (error: unknown, response: (given: unknown) => AxiosResponse): Error =>
      harmless(error, {
        secrets: network.secrets(token?.value),
        config,
        request: summarize(config, host),
        response,
      });
    const received = (given: unknown): AxiosResponse => {
      const answer = answerOf(given);
      if (!(answer.data instanceof Readable)) return answer;
      body = answer.data;
      const onBodyError = (error: unknown): void =>
        markOutcome(clean(error, answerOf), methodOf(config), answer.status);
      answer.data = handOut(body, timeoutMs, onBodyError, () =>
        giveUp(timeoutError(config, timeoutMs, host)),
      );
      return answer;
    };
    const fail = (given: unknown): void => {
      if (isDone) return;
      try {
        const isCut = breaksOff(given);
        const error = clean(given, received);
        end({ response: isFromAxios(error) ? error.response : undefined, error, isCut });
      } catch {
        end({ error: new Error('The adapter failed with an error that cannot be shown.') });
      }
    };
    const succeed = (given: AxiosResponse): void => {
      try {
        if (isDone) return discard({ response: given });
        const response = received(given);
        if (body !== undefined) {
          // What came together with the head shows after two turns: the body may have broken off already.
          setImmediate(() => setImmediate(() => (isDone ? undefined : end(streaming(response, config)))));
        } else {
          const error = parseJson(response, config);
          end({ response, error, isCut: error !== undefined });
        }
      } catch (error) {
        fail(error);
      }
    };

    call.addEventListener('abort', giveUp);
    if (timeoutMs > 0) {
      timeLimit = new Timeout(timeoutMs, () => giveUp(timeoutError(config, timeoutMs, host)));
    }
    if (token !== undefined) config.headers = withBearer(headers, token);
    config.signal = endsBy;
    if (!carrier.isOwn) signals.add(endsBy);
    // The call listens to the caller.
    if (cancelToken !== undefined) config.cancelToken = undefined;
    // axios' own time-out starts again with each byte of a body.
    if (carrier.isOwn && timeoutMs > 0) config.timeout = 0;
    network.putInto(config);
    if (carrier.isOwn) config.transport = new Wire(config.transport, () => (call.isOnWire ||= !isDone));
    // What a function of the host's own does with the request cannot be seen.
    else call.isOnWire = true;
    send(carrier, config).then(succeed, fail);
  });
}

/** An adapter of the host's own may throw instead of rejecting, or return no promise. */
function send(carrier: Carrier, config: InternalAxiosRequestConfig): Promise<AxiosResponse> {
  try {
    return Promise.resolve(carrier.send(config));
  } catch (error) {
    return Promise.reject(error as Error);
  }
}

/** A body that is about to be handed out, unless it has broken off. */
function streaming(response: AxiosResponse, config: InternalAxiosRequestConfig): Omit<Attempt, 'isSent'> {
  const { errored } = response.data as Readable;
  if (errored === null) return { response };
  return {
    response,
    isCut: true,
    error: AxiosError.from(errored, undefined, config, response.request, response),
  };
}

/** As axios words it. */
function timeoutError(config: InternalAxiosRequestConfig, timeoutMs: number, host: string): AxiosError {
  return new AxiosError(
    config.timeoutErrorMessage || `timeout of ${timeoutMs}ms exceeded`,
    config.transitional?.clarifyTimeoutError ? AxiosError.ETIMEDOUT : AxiosError.ECONNABORTED,
    config,
    summarize(config, host),
  );
}
