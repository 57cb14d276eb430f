import type { HttpService } from '@nestjs/axios';
import { firstValueFrom } from 'rxjs';
import type { CallReport } from './messages.js';

/** The calls that a member makes, and what becomes of them. */
export class Calls {
  private answers: Array<Promise<void>> = [];
  private failures: string[] = [];
  private slowestMs = 0;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly http: HttpService,
    private readonly headers: Record<string, string>,
  ) {}

  burst(count: number): void {
    for (let made = 0; made < count; made += 1) this.answers.push(this.call());
  }

  callAt(perSecond: number): void {
    this.burst(1);
    this.timer = setInterval(() => this.burst(1), 1_000 / perSecond);
  }

  async finish(): Promise<CallReport> {
    clearInterval(this.timer);
    const answers = this.answers;
    await Promise.all(answers);
    const report = { calls: answers.length, failures: this.failures, slowestMs: this.slowestMs };
    this.answers = [];
    this.failures = [];
    this.slowestMs = 0;
    return report;
  }

  private async call(): Promise<void> {
    const begin = performance.now();
    try {
      await firstValueFrom(this.http.get('/customers', { headers: this.headers }));
    } catch (error) {
      this.failures.push(String(error));
    }
    this.slowestMs = Math.max(this.slowestMs, performance.now() - begin);
  }
}
