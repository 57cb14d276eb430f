import type { HttpService } from '@nestjs/axios';
import type { AxiosError } from 'axios';
import { firstValueFrom } from 'rxjs';
import type { Random } from './random.js';

/** Callers who call one after the other, each at its own pace, and what became of their calls. */
export class Callers {
  /** How often calls ended in which way: `GET 200`, `POST ECONNRESET`. */
  readonly endings = new Map<string, number>();
  /** Ends that are no proper error. */
  readonly odd: unknown[] = [];
  private count = 0;

  constructor(
    private readonly http: HttpService,
    private readonly random: Random,
  ) {}

  get total(): number {
    return this.count;
  }

  /** Lets that many of them call until the signal is aborted, and waits until their last calls have ended. */
  async call(callers: number, end: AbortSignal): Promise<void> {
    await Promise.all(Array.from({ length: callers }, () => this.loop(end)));
  }

  private async loop(end: AbortSignal): Promise<void> {
    while (!end.aborted) {
      await this.one();
      await new Promise((resolve) => setTimeout(resolve, this.random.between(50, 250)));
    }
  }

  private async one(): Promise<void> {
    const method = this.random.oneOf(['GET', 'GET', 'GET', 'POST']);
    const headers = { 'X-Call': String((this.count += 1)) };
    const signal = this.random.is(0.02)
      ? AbortSignal.timeout(Math.ceil(this.random.between(1, 300)))
      : undefined;
    // A body that the API refuses with 400, so that the simulator does not collect customers.
    const call = this.http.request({
      method,
      url: '/customers',
      data: method === 'POST' ? {} : undefined,
      headers,
      signal,
    });
    const ending = await firstValueFrom(call).then(
      ({ status }) => String(status),
      (error: AxiosError) => this.describe(error),
    );
    this.endings.set(`${method} ${ending}`, (this.endings.get(`${method} ${ending}`) ?? 0) + 1);
  }

  private describe(error: AxiosError): string {
    const text = error.response?.status ?? error.code;
    if (!(error instanceof Error) || text === undefined) this.odd.push(error);
    return String(text);
  }
}
