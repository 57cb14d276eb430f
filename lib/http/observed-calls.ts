import type { AxiosResponse } from 'axios';
import { isCancel } from '../axios/axios.js';
import { addFacts } from '../observation/add-facts.js';
import type { Observation } from '../observation/observation.js';
import type { CallRecord, ResendReason, Subject } from '../observation/observer.js';
import type { Attempt } from './attempt.js';
import type { Call } from './call.js';
import { isOutcomeUnknown } from './outcome.js';

/** Has the calls of an account observed, and records their facts for that. */
export class ObservedCalls {
  constructor(
    private readonly observation: Observation,
    private readonly subject: Subject,
  ) {}

  /** @param run makes the call, and fails with what its caller gets */
  call(call: Call, run: () => Promise<AxiosResponse>): Promise<AxiosResponse> {
    const record = (call.record = recordOf(call, this.subject));
    return this.observation.call(record, () => recorded(call, record, run), call.signal);
  }

  /** The account of a tenant may turn out to be in another environment than the one before. */
  identify({ record }: Call): void {
    if (record !== undefined) addFacts(record, (facts) => Object.assign(facts, this.subject));
  }

  async attempt(call: Call, run: () => Promise<Attempt>): Promise<Attempt> {
    const { record } = call;
    if (record === undefined) return run();
    addFacts(record, (facts) => {
      facts.attempts += 1;
      facts.status = undefined;
    });
    const counted = async (): Promise<Attempt> => {
      const attempt = await run();
      addFacts(record, (facts) => (facts.status = attempt.response?.status));
      return attempt;
    };
    return this.observation.attempt(record, counted, call.signal);
  }

  /** Records why the call is sent again. */
  resend({ record }: Call, isRejection: boolean, { response, isCut }: Attempt): void {
    const reason = isRejection ? 'rejected_token' : failureOf(response?.status, isCut);
    if (record !== undefined) addFacts(record, (facts) => facts.resends.push(reason));
  }
}

function recordOf(call: Call, subject: Subject): CallRecord {
  return {
    ...subject,
    method: call.method,
    operation: call.operation,
    priority: call.isBackground ? 'background' : 'ordinary',
    attempts: 0,
    resends: [],
    waitedMs: { account: 0, token: 0, slot: 0, pause: 0 },
    isOutcomeUnknown: false,
    isCancelled: false,
  };
}

async function recorded(
  { journey }: Call,
  record: CallRecord,
  run: () => Promise<AxiosResponse>,
): Promise<AxiosResponse> {
  try {
    return await run();
  } catch (error) {
    addFacts(record, (facts) => {
      facts.isOutcomeUnknown = isOutcomeUnknown(error);
      facts.isCancelled = isCancel(error);
    });
    throw error;
  } finally {
    const waitedMs = {
      account: journey.waitedMs('account'),
      token: journey.waitedMs('token'),
      slot: journey.waitedMs('slot'),
      pause: journey.waitedMs('pause'),
    };
    addFacts(record, (facts) => (facts.waitedMs = waitedMs));
  }
}

/** A status that came before the answer broke off is not why the call is sent again. */
function failureOf(status: number | undefined, isCut: boolean | undefined): ResendReason {
  if (status === 429) return 'rate_limited';
  return status !== undefined && status >= 500 && isCut !== true ? 'server_error' : 'connection_lost';
}
