import { Readable } from 'node:stream';
import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { AxiosError } from '../axios/axios.js';
import type { Carrier } from '../axios/carrier.js';
import { LONGEST_TIMER_MS } from '../timing/instant.js';
import { Timeout } from '../timing/timeout.js';
import type { AccessToken } from '../token/access-token.js';
import { type Attempt, discard } from './attempt.js';
import { breaksOff, parseJson } from './broken-answer.js';
import type { Call, Way } from './call.js';
import { strikeEcho } from './echoed-secrets.js';
import { harmless } from './harmless-error.js';
import { isFromAxios } from './our-error.js';
import { type Connection, markOutcome } from './outcome.js';
import { harmlessAnswer } from './redaction.js';
import { summarize } from './request-summary.js';
import { handOut } from './streamed-body.js';

type Ending = Omit<Attempt, 'connection'>;

/**
 * Sends a call once. It always ends within the timeout of an attempt and together with the call, no matter
 * what the adapter does, and leaves no secret in the result. An attempt that times out ends the call.
 */
export function exchange(call: Call, way: Way, token: AccessToken | undefined): Promise<Attempt> {
  const { config, signal } = call;
  if (signal.aborted) return Promise.resolve({ error: signal.reason as Error, connection: 'none' });
  const { carrier, network, host } = way;
  const timeoutMs = Math.min(Number.parseInt(String(config.timeout), 10) || 0, LONGEST_TIMER_MS);

  return new Promise((resolve) => {
    let isDone = false;
    // What a function of the host does with the request cannot be observed.
    let connection: Connection = carrier.isOwn ? 'none' : 'unseen';
    let body: Readable | undefined;
    let timeLimit: Timeout | undefined;
    const end = (ending: Ending): void => {
      isDone = true;
      call.isOnWire = false;
      timeLimit?.clear();
      putBack();
      // A streaming body ends with the call, too.
      if (body === undefined) call.onEnd = undefined;
      resolve({ ...ending, connection });
    };
    const giveUp = (reason: Error): void => {
      if (!isDone) end({ error: reason });
      body?.destroy(reason);
    };
    const runOut = (): void => call.end(timeoutError(config, timeoutMs, host));
    const secrets = (): readonly string[] => network.secrets(token?.value);
    const withoutEcho = (answer: AxiosResponse): AxiosResponse => strikeEcho(answer, secrets());
    const answerOf = (given: unknown): AxiosResponse => {
      const answer = harmlessAnswer(given, config, host, carrier.isOwn);
      return answer.status < 300 ? answer : withoutEcho(answer);
    };
    const clean = (error: unknown, response: (given: unknown) => AxiosResponse): Error =>
      harmless(error, {
        secrets: secrets(),
        config,
        request: summarize(config, host),
        response,
      });
    const received = (given: unknown): AxiosResponse => {
      const answer = answerOf(given);
      if (!(answer.data instanceof Readable)) return answer;
      body = answer.data;
      const onBodyError = (error: unknown): void =>
        markOutcome(clean(error, answerOf), call.evidence(connection, answer.status));
      answer.data = handOut(body, timeoutMs, onBodyError, runOut);
      return answer;
    };
    const fail = (given: unknown): void => {
      if (isDone) return;
      try {
        const isCut = breaksOff(given);
        const error = clean(given, (answer) => withoutEcho(received(answer)));
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
          // Data that arrived together with the head shows after two turns: the body may have broken off
          // already.
          setImmediate(() => setImmediate(() => (isDone ? undefined : end(streaming(response, config)))));
        } else {
          const error = parseJson(response, config);
          if (error !== undefined) withoutEcho(response);
          end({ response, error, isCut: error !== undefined });
        }
      } catch (error) {
        fail(error);
      }
    };

    call.onEnd = giveUp;
    if (timeoutMs > 0) timeLimit = new Timeout(timeoutMs, runOut);
    call.isOnWire = !carrier.isOwn;
    const putBack = call.lend(way, token, timeoutMs > 0, (seen) => {
      if (isDone) return;
      connection = seen;
      call.isOnWire = true;
    });
    send(carrier, config).then(succeed, fail);
  });
}

/** An adapter of the host may throw instead of rejecting, or return no promise. */
function send(carrier: Carrier, config: InternalAxiosRequestConfig): Promise<AxiosResponse> {
  try {
    return Promise.resolve(carrier.send(config));
  } catch (error) {
    return Promise.reject(error as Error);
  }
}

/** The ending of an attempt whose body streams, unless the body has broken off. */
function streaming(response: AxiosResponse, config: InternalAxiosRequestConfig): Ending {
  const { errored } = response.data as Readable;
  if (errored === null) return { response };
  return {
    response,
    isCut: true,
    error: AxiosError.from(errored, undefined, config, response.request, response),
  };
}

/** The error has the wording of axios. */
function timeoutError(config: InternalAxiosRequestConfig, timeoutMs: number, host: string): AxiosError {
  return new AxiosError(
    config.timeoutErrorMessage || `timeout of ${timeoutMs}ms exceeded`,
    config.transitional?.clarifyTimeoutError ? AxiosError.ETIMEDOUT : AxiosError.ECONNABORTED,
    config,
    summarize(config, host),
  );
}
