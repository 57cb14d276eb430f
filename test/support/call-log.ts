import type { HttpService } from '@nestjs/axios';
import type { JournalEntry, Simulator } from 'nestjs-alternative-payments/testing';
import { firstValueFrom } from 'rxjs';
import { pass, passUntil, until } from './fake-time.js';

/** A call as its sender knew it. */
interface LoggedCall {
  readonly name: string;
  /** The token request that was open when the call was made. */
  readonly duringRefresh?: number;
}

/** Makes calls at a steady rate and knows, from the order of events alone, which of them waited for a token. */
export class CallLog {
  readonly failures: unknown[] = [];
  private readonly calls: LoggedCall[] = [];
  private readonly answers: Array<Promise<unknown>> = [];
  private underWay = 0;

  constructor(
    private readonly http: HttpService,
    private readonly simulator: Simulator,
  ) {}

  get count(): number {
    return this.calls.length;
  }

  /** Calls for that long, in fake time, and waits for the answers. */
  async run(milliseconds: number, callsPerSecond: number): Promise<void> {
    const everyMs = 10;
    let due = 0;
    for (let left = milliseconds; left > 0; left -= everyMs) {
      for (due += (callsPerSecond * everyMs) / 1_000; due >= 1; due -= 1) this.call();
      await this.letAnswersCome();
      await pass(everyMs);
    }
    await passUntil(() => this.underWay === 0);
    await Promise.all(this.answers);
  }

  /** Real time for the sockets, which no machine is too slow for. What waits for a token does not end in it. */
  private async letAnswersCome(): Promise<void> {
    const begin = this.simulator.journal.requests.length;
    for (let turn = 0; turn < 300 && this.underWay > 0; turn += 1)
      await new Promise((resolve) => setImmediate(resolve));
    if (this.underWay > 0 && this.simulator.journal.requests.length > begin)
      await until(() => this.simulator.journal.apiRequests.every((request) => request.outcome !== 'open'));
  }

  private call(): void {
    const latest = this.simulator.journal.tokenRequests.at(-1);
    const name = `call-${this.calls.length}`;
    this.calls.push({ name, duringRefresh: latest && isUnderWay(latest) ? latest.id : undefined });
    const answer = firstValueFrom(this.http.get('/customers', { headers: { 'X-Call': name } }));
    this.underWay += 1;
    this.answers.push(
      answer.catch((reason: unknown) => this.failures.push(reason)).finally(() => (this.underWay -= 1)),
    );
  }

  /**
   * The tokens with which calls went out that were made while the given token request was under way, and the token
   * of the last call before it. If the two differ, somebody waited for the new token.
   */
  tokensDuring(refresh: JournalEntry): { before?: string; during: Set<string | undefined> } {
    const tokenOf = new Map(
      this.simulator.journal.apiRequests.map((one) => [one.headers['x-call'], one.token]),
    );
    const first = this.calls.findIndex((one) => one.duringRefresh === refresh.id);
    const during = this.calls
      .filter((one) => one.duringRefresh === refresh.id)
      .map((one) => tokenOf.get(one.name));
    return { before: tokenOf.get(this.calls[first - 1]?.name), during: new Set(during) };
  }
}

function isUnderWay(request: JournalEntry): boolean {
  return request.outcome === 'open' || request.outcome === 'hanging';
}
