import { AlternativePaymentsError } from './alternative-payments.error.js';

/** What a call was waiting for when it timed out. */
export type CallPhase = 'account' | 'token' | 'slot' | 'answer' | 'pause';

const WAITING_FOR: Readonly<Record<CallPhase, string>> = {
  account: 'the account of its tenant to be opened',
  token: 'an access token',
  slot: 'its turn within the rate budget',
  answer: 'the answer of the API',
  pause: 'the pause before another attempt',
};

/** A call timed out: its waiting and all its attempts together took longer than allowed. */
export class CallTimedOutError extends AlternativePaymentsError {
  override readonly name = 'CallTimedOutError';
  readonly code = 'CALL_TIMED_OUT';

  constructor(
    /** Method and path of the request. */
    readonly request: string,
    /** Timeout of the call in milliseconds. */
    readonly timeoutMs: number,
    /** What the call was waiting for when it timed out. */
    readonly phase: CallPhase,
    /** Whether an attempt was made, so that the API may have received the request. */
    wasTried: boolean,
    /** Name of the option that sets the timeout. */
    option: string,
  ) {
    super(
      `${request} did not complete within ${timeoutMs} ms; it was waiting for ${WAITING_FOR[phase]}` +
        `${wasTried ? '' : ', and nothing was sent'}. If that is expected, raise "${option}".`,
    );
  }
}
