import type { AxiosInstance } from 'axios';

const SLOTS = 30;
const SLOT_MS = 2_000;

/** A call that has ended. */
export interface EndedCall {
  /** Milliseconds of `Date.now()`. */
  readonly at: number;
  /** The status of the answer; without one, the code of the error. */
  readonly result: string;
  readonly hasFailed: boolean;
}

/** The calls that have ended within the last minute. */
export interface LastMinute {
  readonly byResult: Readonly<Record<string, number>>;
  /** How many have succeeded and failed in each two seconds, the latest ones last. */
  readonly slots: readonly { readonly good: number; readonly failed: number }[];
}

/** Counts the calls of an account. An attempt that is repeated by the package is no call of its own. */
export class CallCounts {
  private calls: EndedCall[] = [];
  private begun = 0;
  private ended = 0;

  /** @param axios the `axiosRef` of the account's `HttpService` */
  constructor(axios: AxiosInstance) {
    axios.interceptors.request.use((config) => {
      this.begun += 1;
      return config;
    });
    axios.interceptors.response.use(
      (answer) => {
        this.note(String(answer.status), false);
        return answer;
      },
      (error: unknown) => {
        this.note(resultOf(error), true);
        throw error;
      },
    );
  }

  get inProgress(): number {
    return this.begun - this.ended;
  }

  lastMinute(now: number): LastMinute {
    return countLastMinute(this.calls, now);
  }

  private note(result: string, hasFailed: boolean): void {
    const at = Date.now();
    this.ended += 1;
    this.calls = [...this.calls.filter((call) => call.at > at - SLOTS * SLOT_MS), { at, result, hasFailed }];
  }
}

/** Counts what has ended in the present slot of two seconds and in those before it. */
export function countLastMinute(calls: readonly EndedCall[], now: number): LastMinute {
  const first = Math.floor(now / SLOT_MS) - SLOTS + 1;
  const slots = Array.from({ length: SLOTS }, () => ({ good: 0, failed: 0 }));
  const byResult: Record<string, number> = {};
  for (const { at, result, hasFailed } of calls) {
    const slot = slots[Math.floor(at / SLOT_MS) - first];
    if (slot === undefined) continue;
    slot[hasFailed ? 'failed' : 'good'] += 1;
    byResult[result] = (byResult[result] ?? 0) + 1;
  }
  return { byResult, slots };
}

function resultOf(error: unknown): string {
  const { response, code } = error as { response?: { status: number }; code?: string };
  return String(response?.status ?? code ?? 'no answer');
}
