import { Timeout } from '../timing/timeout.js';
import type { Answer } from './own-answer.js';

/** How the work on a delivery ended. */
export type WorkResult =
  | { readonly is: 'handled' | 'repeated' }
  | { readonly is: 'busy'; readonly retryAfterMs: number }
  | { readonly is: 'failed' | 'store away'; readonly error: unknown };

/** What a delivery is answered with. */
export interface Receipt {
  readonly status: 200 | 500 | 503;
  /** When it is worth sending it again, in seconds. */
  readonly retryAfterSeconds?: number;
}

/** When it is worth sending a delivery again, in seconds, if nothing better is known. */
const RETRY_SECONDS = 5;

/** It has to be sent again, because nothing was done or the work goes on. */
export const LATER: Receipt = { status: 503, retryAfterSeconds: RETRY_SECONDS };

const TEXTS: Readonly<Record<Receipt['status'], string>> = {
  200: '',
  500: 'the delivery could not be handled; send it again',
  503: 'the delivery is not handled yet; send it again',
};

/** The receipt, with a text for the person who looks at it. */
export function answerOf({ status, retryAfterSeconds }: Receipt): Answer {
  return { status, text: TEXTS[status], retryAfterSeconds };
}

/** What the end of the work means for the sender. */
export function receiptOf(result: WorkResult): Receipt {
  if (result.is === 'failed') return { status: 500 };
  if (result.is === 'store away') return LATER;
  if (result.is === 'busy')
    return { status: 503, retryAfterSeconds: Math.max(1, Math.ceil(result.retryAfterMs / 1_000)) };
  return { status: 200 };
}

/** The receipt if it comes in time, else that the delivery has to be sent again. */
export function inTime(receipt: Promise<Receipt>, milliseconds: number): Promise<Receipt> {
  return new Promise((resolve) => {
    const timeout = new Timeout(milliseconds, () => resolve(LATER));
    void receipt.then((one) => {
      timeout.clear();
      resolve(one);
    });
  });
}
