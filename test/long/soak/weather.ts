import type { TokenService } from 'nestjs-alternative-payments';
import type { Fault, Simulator } from 'nestjs-alternative-payments/testing';
import type { Random } from './random.js';

type Effect = Omit<Fault, 'on' | 'times'>;

const TOKEN_EFFECTS: readonly Effect[] = [
  { status: 500 },
  { status: 503, headers: { 'retry-after': '1' } },
  { status: 429 },
  { status: 401 },
  { status: 403, body: { error: 'invalid_client' } },
  { status: 403, body: '<html>Blocked</html>' },
  { status: 404 },
  { redirect: '/elsewhere' },
  { reset: true },
  { hang: true },
  { malformed: '<html>Please log in</html>' },
  { malformed: '{"access_token":"","token_type":"bearer","expires_in":2}' },
  { delayMs: 100 },
  { delayMs: 300 },
  { delayMs: 700 },
  { delayMs: 700 },
];

const API_EFFECTS: readonly Effect[] = [
  { status: 500 },
  { status: 503, headers: { 'retry-after': '0' } },
  { status: 429, headers: { 'retry-after': '0' } },
  { status: 401 },
  { status: 403 },
  { redirect: '/elsewhere' },
  { reset: true },
  { reset: true, afterHandling: true },
  { hang: true },
  { delayMs: 50 },
  { delayMs: 400 },
  { malformed: '{"data": [' },
];

/** What goes wrong, at random: it changes every moment, and now and then the sky is clear. */
export class Weather {
  /** By how much the wall clock has been set, in milliseconds. */
  private clockOffsetMs = 0;
  private readonly realNow = Date.now;

  constructor(
    private readonly simulator: Simulator,
    private readonly tokens: TokenService,
    private readonly random: Random,
  ) {
    Date.now = () => this.realNow.call(Date) + this.clockOffsetMs;
  }

  /** Lets it change until the signal is aborted. */
  async change(end: AbortSignal): Promise<void> {
    while (!end.aborted) {
      this.turn();
      await new Promise((resolve) => setTimeout(resolve, this.random.between(100, 1_500)));
    }
    this.simulator.clearFaults();
    Date.now = this.realNow;
  }

  private turn(): void {
    const { random, simulator } = this;
    simulator.clearFaults();
    // The client is told half of it.
    simulator.tokenLifetimeSeconds = random.between(2, 6);
    if (random.is(0.7)) this.fault('POST /oauth/token', TOKEN_EFFECTS, 5);
    if (random.is(0.5)) this.fault('api', API_EFFECTS, 30);
    if (random.is(0.3)) simulator.revokeAllTokens();
    if (random.is(0.1)) this.tokens.refresh().catch(() => undefined);
    if (random.is(0.1)) {
      this.tokens.getToken().then(
        (token) => this.tokens.invalidate(token),
        () => undefined,
      );
    }
    if (random.is(0.05)) this.clockOffsetMs = random.between(-10_000, 10_000);
  }

  /** For a few requests, or for as long as the weather stays. */
  private fault(on: string, effects: readonly Effect[], most: number): void {
    const { random } = this;
    const times = random.is(0.5) ? Math.ceil(random.between(0.1, most)) : undefined;
    this.simulator.fault({ on, times, ...random.oneOf(effects) });
  }
}
