import type { Observation } from '../observation/observation.js';
import type { DeliveryRecord } from '../observation/observer.js';
import { Timeout } from '../timing/timeout.js';
import type { Answer } from './own-answer.js';
import { answerOf, LATER } from './receipt.js';

/** Has the requests at a route observed. */
export class ObservedDeliveries {
  /** @param withinMs how long an observer may keep the work on a delivery from beginning, in milliseconds */
  constructor(
    private readonly observation: Observation,
    private readonly withinMs: number,
  ) {}

  /** @param run answers the request. An observer that does not let it begin in time has it sent again */
  answer(record: DeliveryRecord, run: () => Promise<Answer>): Promise<Answer> {
    const ending = new AbortController();
    const timeout = new Timeout(this.withinMs, () => ending.abort());
    const begin = (): Promise<Answer> => {
      timeout.clear();
      return ending.signal.aborted ? Promise.resolve(answerOf(LATER)) : run();
    };
    return this.observation.delivery(record, begin, ending.signal);
  }
}
