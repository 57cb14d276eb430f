import { AxiosError } from 'axios';
import { CallTimedOutError } from 'nestjs-alternative-payments';
import { CALL_MS, type Invariant } from '../invariant.js';
import type { Resident } from '../resident.js';

/** The time of each attempt of a call, in milliseconds. */
const ATTEMPT_MS = 20_000;

/** An answer that came in time is read, however long the process stood still. */
export const answersInTimeAreRead: Invariant<Resident> = (_view, violate) => ({
  settled: ({ id, plan, sent, startedAt, result }) => {
    const last = sent.at(-1);
    if (plan === undefined || last === undefined || !isTimeOut(result)) return;
    const { sentAt, answer } = last;
    const cameAt = sentAt.monotonic + answer.afterMs;
    if (answer.afterMs < ATTEMPT_MS && cameAt < startedAt.monotonic + CALL_MS && last.outcome?.kind !== 'cut')
      violate(`${id} timed out, though its answer came within ${answer.afterMs} ms`);
  },
});

function isTimeOut(result: unknown): boolean {
  return (
    result instanceof CallTimedOutError ||
    (result instanceof AxiosError && result.code === AxiosError.ECONNABORTED)
  );
}
