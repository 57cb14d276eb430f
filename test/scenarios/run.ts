import { HttpService } from '@nestjs/axios';
import type { LoggerService } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AlternativePaymentsModule, TokenService } from 'nestjs-alternative-payments';
import { onTestFinished, vi } from 'vitest';
import { setWallClock, useFakeTime } from '../support/fake-time.js';
import { Network } from './network.js';
import type { Answer, CallStep, RefreshStep, Scenario, Step, When } from './scenario.js';
import { endOf, inOrder } from './timeline.js';
import { isWithin, toMs, toTime } from './time.js';

/** What a row foresees, or what came of it. */
export interface Course {
  readonly tokenRequests: readonly When[];
  readonly calls: readonly CallEnd[];
  readonly looks: ReadonlyArray<Readonly<Record<string, unknown>>>;
  /** What must never happen, whatever the row says. */
  readonly violations: readonly string[];
  readonly timersAfterClose: number;
}

interface CallEnd {
  readonly what: string;
  readonly ends: number | string;
  readonly endsAt: When;
  /** Only where the row gives them. */
  readonly tokens?: string;
}

const SILENCE: LoggerService = { log: () => undefined, error: () => undefined, warn: () => undefined };

/**
 * Plays a row against the real services, on fake time and a fake network. What came of it is told in the words of the
 * row wherever it agrees with them, so that the two can simply be compared.
 */
export async function run(scenario: Scenario): Promise<{ foreseen: Course; happened: Course }> {
  const player = new Player(scenario);
  await player.start();
  for (const step of inOrder(scenario)) await player.play(step);
  return player.finish();
}

class Player {
  private readonly apiAnswers = new Map<string, readonly Answer[]>();
  private readonly network: Network;
  private readonly foreseen: CallEnd[] = [];
  private readonly ended = new Map<string, { ends: number | string; at: number }>();
  private readonly looks: Array<{ foreseen: Record<string, unknown>; seen: Record<string, unknown> }> = [];
  private startedAt = 0;
  private sleptMs = 0;
  private http!: HttpService;
  private tokens!: TokenService;
  private close!: () => Promise<void>;

  constructor(private readonly scenario: Scenario) {
    this.network = new Network(scenario, () => this.elapsedMs(), this.apiAnswers);
  }

  async start(): Promise<void> {
    useFakeTime();
    const module = AlternativePaymentsModule.forRoot({
      baseURL: 'https://api.example',
      clientId: 'id',
      clientSecret: 'secret',
      pacing: false,
      warmUp: false,
      http: { adapter: this.network.adapter },
      ...this.scenario.settings,
    });
    const application = await Test.createTestingModule({ imports: [module] })
      .setLogger(SILENCE)
      .compile();
    this.close = () => application.close();
    onTestFinished(this.close);
    const { random = 0.5 } = this.scenario;
    // This comes late, because Nest draws names for what it builds.
    if (random !== 'any') vi.spyOn(Math, 'random').mockReturnValue(random);
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    this.http = application.get(HttpService, { strict: false });
    this.tokens = application.get(TokenService, { strict: false });
    this.startedAt = performance.now();
    await application.init();
  }

  async play(step: Step): Promise<void> {
    await this.goTo(toMs(step.at));
    if ('call' in step) this.call(step);
    else if ('refresh' in step) this.refresh(step);
    else if ('invalidate' in step) this.tokens.invalidate(this.network.tokenValue(step.invalidate));
    else if ('takeToken' in step) this.network.takeToken();
    else if ('revoke' in step) this.network.revoke(step.revoke);
    else if ('setClock' in step) setWallClock(clockChange(step.setClock));
    else if ('suspend' in step) this.suspend(toMs(step.suspend));
    else if ('look' in step) this.look(step.at, step.look);
    else void this.close();
    // Whatever happens at this instant happens before the next step of the same instant.
    await vi.advanceTimersByTimeAsync(0);
  }

  async finish(): Promise<{ foreseen: Course; happened: Course }> {
    await this.goTo(endOf(this.scenario));
    const happened = {
      tokenRequests: this.network.tokenRequests.map((at, index) =>
        inWordsOf(this.scenario.tokenRequests[index], at),
      ),
      calls: this.foreseen.map((call) => this.endOf(call)),
      looks: this.looks.map(({ seen }) => seen),
      violations: this.network.violations,
    };
    const closed = this.close();
    // Calls are taken for another second, and what changes something may finish within its own time.
    await vi.advanceTimersByTimeAsync(31_000);
    await closed;
    const foreseen = {
      tokenRequests: this.scenario.tokenRequests,
      calls: this.foreseen,
      looks: this.looks.map((look) => look.foreseen),
      violations: [],
      timersAfterClose: 0,
    };
    return { foreseen, happened: { ...happened, timersAfterClose: vi.getTimerCount() } };
  }

  private endOf({ what, endsAt, tokens }: CallEnd): CallEnd {
    const { ends, at } = this.ended.get(what) ?? { ends: 'not at all', at: undefined };
    return {
      what,
      ends,
      endsAt: inWordsOf(endsAt, at),
      ...(tokens !== undefined && { tokens: this.network.tokensOf(what).join(', ') }),
    };
  }

  private call({
    call,
    at,
    apiAnswers,
    tokens,
    within,
    isSentOnce,
    ends = 200,
    endsAt = at,
  }: CallStep): void {
    const what = `${call} at ${at}, step ${this.foreseen.length + 1}`;
    const [method, url] = call.split(' ');
    if (apiAnswers) this.apiAnswers.set(what, apiAnswers);
    const when: When = within === undefined ? endsAt : [at, `${toMs(at) + toMs(within)} ms`];
    this.foreseen.push({ what, ends, endsAt: when, ...(tokens && { tokens: tokens.join(', ') }) });
    const request = this.http.axiosRef.request({
      method,
      url,
      headers: { 'X-Call': what },
      ...(isSentOnce && { alternativePayments: { replay: false } }),
    });
    void this.note(
      what,
      request.then(({ status }) => status),
    );
  }

  private refresh({ refresh, at, endsAt = at }: RefreshStep): void {
    const what = `refresh() at ${at}, step ${this.foreseen.length + 1}`;
    this.foreseen.push({ what, ends: refresh, endsAt });
    void this.note(
      what,
      this.tokens.refresh().then(() => 'ok'),
    );
  }

  private async note(what: string, result: Promise<number | string>): Promise<void> {
    const ends = await result.catch(
      (error: Error & { code?: string; response?: { status: number } }) =>
        error.response?.status ?? error.code ?? error.message,
    );
    this.ended.set(what, { ends, at: this.elapsedMs() });
  }

  private look(at: string, foreseen: object): void {
    const seen = sameKeys(this.tokens.snapshot(), foreseen) as object;
    this.looks.push({ foreseen: { at, ...foreseen }, seen: { at, ...seen } });
  }

  private suspend(milliseconds: number): void {
    setWallClock(milliseconds);
    this.sleptMs += milliseconds;
  }

  private async goTo(ms: number): Promise<void> {
    await vi.advanceTimersByTimeAsync(Math.max(0, ms - this.elapsedMs()));
  }

  private elapsedMs(): number {
    return performance.now() - this.startedAt + this.sleptMs;
  }
}

function inWordsOf(when: When | undefined, at: number | undefined): When {
  if (at === undefined) return 'never';
  return when !== undefined && isWithin(at, when) ? when : toTime(at);
}

/** The part of a value that the other one speaks of. */
function sameKeys(value: unknown, like: unknown): unknown {
  if (typeof like !== 'object' || like === null || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(like).map(([key, one]) => [key, sameKeys((value as Record<string, unknown>)[key], one)]),
  );
}

function clockChange(change: string): number {
  const [, direction, time = ''] = /^(forward|back) (.*)$/.exec(change) ?? [];
  return direction === 'back' ? -toMs(time) : toMs(time);
}
