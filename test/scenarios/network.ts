import { AxiosError, type AxiosAdapter, AxiosHeaders, type InternalAxiosRequestConfig } from 'axios';
import type { Answer, Scenario, TokenRule } from './scenario.js';
import { toMs, toTime } from './time.js';

/** A token that the vendor has issued. */
interface Issued {
  readonly expiresAtMs: number;
  readonly expiresOnWallMs: number;
  readonly givenAtMs: number;
  isRevoked: boolean;
}

/** The vendor, reached through an axios adapter and fake time instead of sockets. */
export class Network {
  /** When token requests arrived, in milliseconds from the start. */
  readonly tokenRequests: number[] = [];
  /** The tokens with which a call reached the API, attempt by attempt. */
  private readonly sent = new Map<string, number[]>();
  private sentCount = 0;
  /** What must never happen, whatever the row says. */
  readonly violations: string[] = [];
  private readonly issued: Issued[] = [];
  private openTokenRequests = 0;

  constructor(
    private readonly scenario: Scenario,
    /** Milliseconds from the start. */
    private readonly elapsedMs: () => number,
    /** What the API answers to a call, attempt by attempt. */
    private readonly apiAnswers: ReadonlyMap<string, readonly Answer[]>,
  ) {}

  readonly adapter: AxiosAdapter = async (config) => {
    const answer = config.url === '/oauth/token' ? await this.giveToken(config) : this.handle(config);
    return deliver(answer, config);
  };

  tokenValue(number: number): string {
    return `token-${number}`;
  }

  tokensOf(call: string): readonly number[] {
    return this.sent.get(call) ?? [];
  }

  revoke(which: number | 'all'): void {
    this.issued.forEach((token, index) => {
      if (which === 'all' || which === index + 1) token.isRevoked = true;
    });
  }

  /** Somebody else obtains a token. */
  takeToken(): void {
    this.issue();
  }

  private async giveToken(config: InternalAxiosRequestConfig): Promise<Answer> {
    this.tokenRequests.push(this.elapsedMs());
    if ((this.openTokenRequests += 1) > 1)
      this.violations.push(`two token requests at once at ${toTime(this.elapsedMs())}`);
    try {
      const rule = this.scenario.tokenEndpoint?.find((one) => this.applies(one)) ?? {};
      const answer = this.carryOut(rule);
      await latency(rule, config);
      return { ...answer, after: undefined };
    } finally {
      this.openTokenRequests -= 1;
    }
  }

  private applies({ request, from, until }: TokenRule): boolean {
    const [first, last] = typeof request === 'number' ? [request, request] : (request ?? [1, Infinity]);
    const number = this.tokenRequests.length;
    if (number < first || number > last) return false;
    const at = this.elapsedMs();
    return (from === undefined || at >= toMs(from)) && (until === undefined || at < toMs(until));
  }

  private carryOut(rule: TokenRule): Answer {
    if (rule.reset || rule.silent || rule.status !== undefined || rule.body !== undefined) return rule;
    const seconds = this.issue();
    const expiresIn = 'expiresIn' in rule ? rule.expiresIn : seconds;
    return {
      body: {
        access_token: this.tokenValue(this.issued.length),
        token_type: 'bearer',
        ...(expiresIn !== 'absent' && { expires_in: expiresIn }),
      },
    };
  }

  /** @returns its lifetime in seconds */
  private issue(): number {
    const seconds = toMs(this.scenario.lifetime ?? '1 h') / 1_000;
    if (this.scenario.api?.acceptsNewestOnly) this.revoke('all');
    this.issued.push({
      givenAtMs: this.elapsedMs(),
      expiresAtMs: this.elapsedMs() + seconds * 1_000,
      expiresOnWallMs: Date.now() + seconds * 1_000,
      isRevoked: false,
    });
    return seconds;
  }

  private handle(config: InternalAxiosRequestConfig): Answer {
    const call = String(config.headers.get('X-Call'));
    const token = Number(/^Bearer token-(\d+)$/.exec(String(config.headers.get('Authorization')))?.[1] ?? 0);
    const isAlive = this.judge(token);
    const earlier = this.tokensOf(call);
    this.sent.set(call, [...earlier, token]);
    this.sentCount += 1;
    const { takes: after, rejects = [], rejection = { status: 401 } } = this.scenario.api ?? {};
    const isRejected = rejects.some((one) => call.startsWith(`${one} `)) || !isAlive || !this.knows(token);
    const { status, headers }: Answer = isRejected ? rejection : { status: 200 };
    return this.apiAnswers.get(call)?.[earlier.length] ?? { status, headers, after };
  }

  /** Whether the replica that answers has heard of the token. */
  private knows(number: number): boolean {
    const { knowsTokensAfter = '0 s', replicas = { late: 1, of: 1 } } = this.scenario.api ?? {};
    if (this.sentCount % replicas.of >= replicas.late) return true;
    const { givenAtMs = 0 } = this.issued[number - 1] ?? {};
    return this.elapsedMs() >= givenAtMs + toMs(knowsTokensAfter);
  }

  private judge(number: number): boolean {
    const token = this.issued[number - 1];
    const at = this.elapsedMs();
    if (token === undefined) {
      this.violations.push(`a call without a token at ${toTime(at)}`);
      return false;
    }
    if (at >= token.expiresAtMs || Date.now() >= token.expiresOnWallMs)
      this.violations.push(`token ${number} was sent after its expiry, at ${toTime(at)}`);
    return !token.isRevoked && at < token.expiresAtMs;
  }
}

async function deliver(
  answer: Answer,
  config: InternalAxiosRequestConfig,
): Promise<Awaited<ReturnType<AxiosAdapter>>> {
  await latency(answer, config);
  if (answer.reset) throw new AxiosError('socket hang up', 'ECONNRESET', config, {});
  const { status = 200, body = '', headers = {} } = answer;
  const data = typeof body === 'string' ? body : JSON.stringify(body);
  const response = {
    data,
    status,
    statusText: '',
    headers: AxiosHeaders.from(headers),
    config,
    request: {},
  };
  if (config.validateStatus?.(status) ?? true) return response;
  throw new AxiosError(`Request failed with status code ${status}`, undefined, config, {}, response);
}

/** Lets the time of the answer pass, unless the client hangs up before. */
async function latency({ after, silent }: Answer, config: InternalAxiosRequestConfig): Promise<void> {
  if (after === undefined && !silent) return;
  await new Promise<void>((resolve, reject) => {
    const timer = silent ? undefined : setTimeout(resolve, toMs(after ?? '0 s'));
    config.signal?.addEventListener?.('abort', () => {
      clearTimeout(timer);
      reject(new AxiosError('canceled', 'ERR_CANCELED', config, {}));
    });
  });
}
