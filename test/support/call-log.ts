import type { HttpService } from '@nestjs/axios';
import type { JournalEntry, Simulator } from 'nestjs-alternative-payments/testing';
import { firstValueFrom } from 'rxjs';

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

  constructor(
    private readonly http: HttpService,
    private readonly simulator: Simulator,
  ) {}

  get count(): number {
    return this.calls.length;
  }

  /** Calls for that long, and waits for the answers. */
  async run(milliseconds: number, callsPerSecond: number): Promise<void> {
    const everyMs = 10;
    const end = performance.now() + milliseconds;
    let due = 0;
    while (performance.now() < end) {
      for (due += (callsPerSecond * everyMs) / 1_000; due >= 1; due -= 1) this.call();
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
    await Promise.all(this.answers);
  }

  private call(): void {
    const latest = this.simulator.journal.tokenRequests.at(-1);
    const name = `call-${this.calls.length}`;
    this.calls.push({ name, duringRefresh: latest && isUnderWay(latest) ? latest.id : undefined });
    const answer = firstValueFrom(this.http.get('/customers', { headers: { 'X-Call': name } }));
    this.answers.push(answer.catch((reason: unknown) => this.failures.push(reason)));
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
