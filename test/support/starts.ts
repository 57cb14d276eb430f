import type { HttpService } from '@nestjs/axios';
import type { AxiosAdapter, AxiosRequestConfig } from 'axios';
import type {
  AlternativePaymentsModuleOptions,
  AlternativePaymentsRequestOptions,
} from 'nestjs-alternative-payments';
import { startAccount } from './application.js';
import { pass } from './fake-time.js';

/** When a request started, in milliseconds since the beginning, and what it was for. */
export type Start = readonly [atMs: number, path: string];

/** An API without sockets, on fake time: it notes when each request starts, and answers as it is told. */
export class RecordingApi {
  readonly starts: Start[] = [];
  /** What it answers to a request after the given time; otherwise 200 at once. */
  answer: (config: AxiosRequestConfig) => { status?: number; afterMs?: number; retryAfter?: string } =
    () => ({});
  private beginsAt = performance.now();
  private tokens = 0;

  readonly adapter: AxiosAdapter = async (config) => {
    const { url = '' } = config;
    this.starts.push([Math.round(performance.now() - this.beginsAt), url]);
    const { status = 200, afterMs = 0, retryAfter } = this.answer(config);
    if (afterMs > 0) await new Promise((resolve) => setTimeout(resolve, afterMs));
    const response = {
      data: this.dataFor(url),
      status,
      statusText: '',
      headers: { 'retry-after': retryAfter },
      config,
    };
    if (config.validateStatus?.(status) !== false) return response;
    const problem = new Error(`The API answered ${status}`);
    throw Object.assign(problem, { isAxiosError: true, config, response });
  };

  /** Forgets what was, and counts from now on. */
  begin(): void {
    this.starts.length = 0;
    this.beginsAt = performance.now();
  }

  private dataFor(url: string): unknown {
    if (!url.endsWith('/oauth/token')) return { data: [] };
    this.tokens += 1;
    return { access_token: `token-${this.tokens}`, token_type: 'bearer', expires_in: 360_000 };
  }
}

/** An account with a token, in whose rate window no start lies. Fake time must be in use. */
export async function startRecorded(options: AlternativePaymentsModuleOptions = {}) {
  const api = new RecordingApi();
  const account = await startAccount({
    environment: 'demo',
    clientId: 'id',
    clientSecret: 'secret',
    http: { adapter: api.adapter },
    ...options,
  });
  await pass(60_000);
  api.begin();
  return { api, ...account, ...sendersOf(account.http) };
}

/** How both kinds of calls are made. Each returns the status, or the error. */
export function sendersOf({ axiosRef }: HttpService) {
  const send = (path: string, config: AxiosRequestConfig): Promise<number | Error> =>
    axiosRef.get<unknown>(path, config).then(
      ({ status }) => status,
      (reason: unknown) => reason as Error,
    );
  return {
    ordinary: (path: string, config: AxiosRequestConfig = {}) => send(path, config),
    background: (
      path: string,
      options: AlternativePaymentsRequestOptions = {},
      config: AxiosRequestConfig = {},
    ) => send(path, { ...config, alternativePayments: { ...options, priority: 'background' } }),
  };
}
