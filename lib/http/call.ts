import { finished, type Readable } from 'node:stream';
import type { InternalAxiosRequestConfig } from 'axios';
import { isCancel } from '../axios/axios.js';
import type { Carrier } from '../axios/carrier.js';
import { CallTimedOutError, type CallPhase } from '../errors/call-timed-out.error.js';
import type { CallRecord } from '../observation/observer.js';
import type { AccessToken } from '../token/access-token.js';
import { withBearer } from './attempt.js';
import { CallTime } from './call-time.js';
import { Caller } from './caller.js';
import { Journey } from './journey.js';
import type { Network } from './network.js';
import { type Connection, type Evidence, isOutcomeUnknown } from './outcome.js';
import { requestOptionsOf } from './request-options.js';
import { describeRequest, methodOf } from './request-summary.js';
import { isResendable } from './resendable.js';
import { isSafe } from './retry.js';
import { Wire } from './wire.js';

/** How the requests of an account are sent. */
export interface Way {
  readonly carrier: Carrier;
  readonly network: Network;
  readonly host: string;
  /** Collects the signals that functions given as adapter receive, for as long as they have them. */
  readonly signals?: WeakSet<object>;
}

/**
 * One call, from its start until it is answered, times out, is cancelled by its caller, or is ended by a
 * closing account. It is the object that travels: it holds the configuration, lends it what an attempt needs,
 * and restores it.
 */
export class Call {
  /** The method in capitals. */
  readonly method: string;
  /** Whether an attempt has its connection at this moment, so that the API may act on it. */
  isOnWire = false;
  /** Whether the call lets other calls go first. */
  readonly isBackground: boolean;
  /**
   * Called when the call ends before its answer. The attempt in progress needs no listener of its own for
   * that.
   */
  onEnd?: (reason: Error) => void;
  readonly journey = new Journey();
  /** What the call is for, if its caller said so. */
  readonly operation?: string;
  /** The facts for an observer of the call; undefined if there is none. */
  record?: CallRecord;
  // These fields are private, so that no print of the call shows the configuration, which holds the token
  // during an attempt.
  readonly #config: InternalAxiosRequestConfig;
  readonly #ending = new AbortController();
  readonly #time: CallTime;
  /** Whether the caller has set the time limit, and not the options of the account. */
  readonly #isLimitedByCaller: boolean;
  readonly #caller: Caller;
  #onAnswered?: () => void;

  /**
   * @param timeoutMs timeout of the account, for a call that has none of its own
   * @throws InvalidArgumentError if the request has options that cannot be used
   */
  constructor(config: InternalAxiosRequestConfig, timeoutMs: number) {
    const options = requestOptionsOf(config);
    this.method = methodOf(config);
    this.#config = config;
    this.isBackground = options.priority === 'background';
    this.operation = options.operation ?? undefined;
    this.#isLimitedByCaller = options.timeoutMs != null;
    const mostMs = options.timeoutMs ?? timeoutMs;
    this.#time = new CallTime(mostMs, () => this.end(this.#timedOut(mostMs)));
    this.#caller = new Caller(config, (error) => this.end(error));
  }

  get config(): InternalAxiosRequestConfig {
    return this.#config;
  }

  /** Aborted when the call ends before its answer. Everything that the call waits for listens to it. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  get leftMs(): number {
    return this.#time.leftMs;
  }

  /**
   * Waits for the turn of a background call. This counts towards the time limit only if the caller has set
   * one, because the length of the wait cannot be predicted.
   */
  untilItsTurn(turn: Promise<void>): Promise<void> {
    return this.#isLimitedByCaller ? turn : this.#time.standStill(turn);
  }

  /** Whether the API may be acting on the call, so that ending it now would leave its outcome unknown. */
  get isDelicate(): boolean {
    return this.isOnWire && !isSafe(this.method);
  }

  /** Records what the call waits for from now on. Every change of phase goes through here. */
  enter(phase: CallPhase): void {
    this.journey.enter(phase);
  }

  /**
   * Puts into the configuration what an attempt needs: the token, the adapter of the account, and our signal
   * in place of the caller's. The call itself listens to the caller.
   *
   * @param onConnected called when the request has its connection, if that can be observed
   * @returns a function that restores the configuration
   */
  lend(
    way: Way,
    token: AccessToken | undefined,
    isTimed: boolean,
    onConnected: (connection: Connection) => void,
  ): () => void {
    const config = this.#config;
    const { carrier, network, signals } = way;
    const { headers, signal, cancelToken, timeout } = config;
    if (token !== undefined) config.headers = withBearer(headers, token);
    config.signal = this.signal;
    if (cancelToken !== undefined) config.cancelToken = undefined;
    network.putInto(config);
    if (carrier.isOwn) {
      // axios' own timeout starts again with each byte of a body.
      if (isTimed) config.timeout = 0;
      config.transport = new Wire(config.transport, onConnected);
    } else {
      signals?.add(this.signal);
    }
    return () => {
      signals?.delete(this.signal);
      try {
        config.headers = headers;
        config.signal = signal;
        if (cancelToken !== undefined) config.cancelToken = cancelToken;
        config.timeout = timeout;
        network.takeOutOf(config);
        if (carrier.isOwn) config.transport = undefined;
      } catch {
        // An adapter may have frozen the configuration.
        Reflect.deleteProperty(config.headers, 'Authorization');
      }
    };
  }

  /** The evidence of what became of an attempt. */
  evidence(connection: Connection, status?: number): Evidence {
    return { method: this.method, connection, status, hasStreamedBody: !isResendable(this.#config.data) };
  }

  /** Ends the call before its answer. Only the first reason counts. */
  end(reason: Error): void {
    if (this.signal.aborted) return;
    this.#time.clear();
    // The attempt comes first, because the adapter would end its body with an error of its own.
    this.onEnd?.(reason);
    this.#ending.abort(reason);
  }

  /** Settles once the call has its answer, or has ended without one. */
  untilAnswered(): Promise<void> {
    return new Promise((resolve) => (this.#onAnswered = resolve));
  }

  /**
   * Records the answer. A body that is still streaming goes on listening to the caller, and has no deadline.
   */
  answered(stream?: Readable): void {
    this.#time.clear();
    this.#onAnswered?.();
    if (stream === undefined) this.#caller.letGo();
    else finished(stream, () => this.#caller.letGo());
  }

  /**
   * The error with which the call ends. If the caller has cancelled meanwhile, axios would replace it with an
   * error of its own, which does not tell the outcome.
   */
  lastWord(error: unknown): unknown {
    if (!this.#caller.hasGivenUp || isCancel(error) || !isOutcomeUnknown(error)) return error;
    return Object.assign(this.#caller.canceled(), { cause: error, outcome: 'unknown' });
  }

  #timedOut(timeoutMs: number): CallTimedOutError {
    const option = this.#isLimitedByCaller ? 'alternativePayments.timeoutMs' : 'calls.timeoutMs';
    const request = describeRequest(this.#config);
    return new CallTimedOutError(request, timeoutMs, this.journey.phase, this.journey.sendings > 0, option);
  }
}
