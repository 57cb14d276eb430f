import { finished, type Readable } from 'node:stream';
import type { InternalAxiosRequestConfig } from 'axios';
import { isCancel } from '../axios/axios.js';
import type { Carrier } from '../axios/carrier.js';
import { CallTimedOutError, type CallPhase } from '../errors/call-timed-out.error.js';
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

/** What carries the requests of an account, and where to. */
export interface Way {
  readonly carrier: Carrier;
  readonly network: Network;
  readonly host: string;
  /** Gets the signals that functions given as adapter are handed, for as long as they have them. */
  readonly signals: WeakSet<object>;
}

/**
 * One call, from its start to its answer, or until its time is over, the caller gives it up, or the account closes. It is
 * what travels: it holds the configuration, lends it what an attempt needs, and puts everything back.
 */
export class Call {
  /** In capitals. */
  readonly method: string;
  /** Whether an attempt has its connection at this moment, so that the API may act on it. */
  isOnWire = false;
  /** Whether it lets others go ahead. */
  readonly isBackground: boolean;
  /** Is told when the call ends before its answer. The attempt that is under way needs no listener of its own for that. */
  onEnd?: (reason: Error) => void;
  readonly journey = new Journey();
  // Private fields: no print of the call shows the configuration, which holds the token while an attempt is under way.
  readonly #config: InternalAxiosRequestConfig;
  readonly #ending = new AbortController();
  readonly #time: CallTime;
  /** Whether its time was limited by the caller, and not by the options of the account. */
  readonly #isLimitedByCaller: boolean;
  readonly #caller: Caller;
  #onAnswered?: () => void;

  /**
   * @param timeoutMs of the account, for a call that has none of its own
   * @throws InvalidArgumentError if the request has options that cannot be
   */
  constructor(config: InternalAxiosRequestConfig, timeoutMs: number) {
    const options = requestOptionsOf(config);
    this.method = methodOf(config);
    this.#config = config;
    this.isBackground = options.priority === 'background';
    this.#isLimitedByCaller = options.timeoutMs != null;
    const mostMs = options.timeoutMs ?? timeoutMs;
    this.#time = new CallTime(mostMs, () => this.end(this.#timedOut(mostMs)));
    this.#caller = new Caller(config, (error) => this.end(error));
  }

  get config(): InternalAxiosRequestConfig {
    return this.#config;
  }

  /** Aborted when the call ends before its answer: what it waits for and what carries it listen to that. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** How many milliseconds it has left. */
  get leftMs(): number {
    return this.#time.leftMs;
  }

  /**
   * Waits for the turn of a background call. Only if the caller has limited the call does that count towards its time:
   * nobody can say beforehand how long it will take.
   */
  untilItsTurn(turn: Promise<void>): Promise<void> {
    return this.#isLimitedByCaller ? turn : this.#time.standStill(turn);
  }

  /** Whether the API may be acting on it, so that nobody would know what became of it if it were ended now. */
  get isDelicate(): boolean {
    return this.isOnWire && !isSafe(this.method);
  }

  /** The call waits for this from here on. Everything that is to be known of its course goes through here. */
  enter(phase: CallPhase): void {
    this.journey.enter(phase);
  }

  /**
   * Puts into the configuration what an attempt needs: the token, the account's way, and our signal in the place of the
   * caller's, whom the call listens to itself.
   *
   * @param onConnected is told when the request has its connection, where that can be seen
   * @returns puts back what was there
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
      // axios' own time-out starts again with each byte of a body.
      if (isTimed) config.timeout = 0;
      config.transport = new Wire(config.transport, onConnected);
    } else signals.add(this.signal);
    return () => {
      signals.delete(this.signal);
      try {
        config.headers = headers;
        config.signal = signal;
        if (cancelToken !== undefined) config.cancelToken = cancelToken;
        config.timeout = timeout;
        network.takeOutOf(config);
        if (carrier.isOwn) config.transport = undefined;
      } catch {
        // An adapter has frozen the configuration.
        Reflect.deleteProperty(config.headers, 'Authorization');
      }
    };
  }

  /** What is known of what became of an attempt. */
  evidence(connection: Connection, status?: number): Evidence {
    return { method: this.method, connection, status, hasStreamedBody: !isResendable(this.#config.data) };
  }

  /** Ends the call before its answer. Only the first reason counts. */
  end(reason: Error): void {
    if (this.signal.aborted) return;
    this.#time.clear();
    // The attempt comes first: what carries it would end its body with an error of its own.
    this.onEnd?.(reason);
    this.#ending.abort(reason);
  }

  /** Settles once the call has its answer, or has ended without one. */
  untilAnswered(): Promise<void> {
    return new Promise((resolve) => (this.#onAnswered = resolve));
  }

  /** The answer is there. A body that is still streaming goes on listening to the caller, and has no deadline. */
  answered(stream?: Readable): void {
    this.#time.clear();
    this.#onAnswered?.();
    if (stream === undefined) this.#caller.letGo();
    else finished(stream, () => this.#caller.letGo());
  }

  /**
   * The error with which the call ends. If the caller has given up meanwhile, axios would put an error of its own in the
   * place of this one, which knows nothing of the outcome.
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
