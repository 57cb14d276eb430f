import type { HttpService } from '@nestjs/axios';
import type { AxiosRequestConfig } from 'axios';
import type { TokenService } from 'nestjs-alternative-payments';
import type { Agenda } from './agenda.js';
import { type CallPlan, configOf } from './call-plan.js';
import type { SimulatedClock } from './clock.js';
import type { Wish } from './wish.js';
import type { Exchange } from './network.js';
import { statusOf } from './status-of.js';

/** Who is told what becomes of callers and their wishes. */
export interface CallersListener {
  note(text: string): void;
  /** A wish was made; nothing has come of it yet. */
  entered(wish: Wish): void;
  /** A caller gives up at this moment. */
  leaving(wish: Wish): void;
  settled(wish: Wish): void;
}

/** Those who want something of an account, and what becomes of their wishes. */
export class Callers {
  readonly wishes: Wish[] = [];
  /** Wishes that have not settled. */
  readonly pending = new Set<Wish>();
  private readonly calls = new Map<string, Wish>();

  /** @param prefix begins the name of every wish */
  constructor(
    private readonly clock: SimulatedClock,
    private readonly agenda: Agenda,
    private readonly listener: CallersListener,
    private readonly prefix = '',
  ) {}

  /** The call that a request on the wire belongs to. */
  callOf({ call = '' }: Exchange): Wish | undefined {
    return this.calls.get(call);
  }

  call(http: HttpService, plan: CallPlan): Wish {
    const leaving = new AbortController();
    const config = (wish: Wish): AxiosRequestConfig => configOf(plan, wish.id, leaving.signal);
    if (plan.giveUp?.by !== 'unsubscribe') {
      const wish = this.wish('call', (made) => http.axiosRef.request(config(made)), plan);
      if (plan.giveUp !== undefined) this.leave(wish, plan.giveUp.afterMs, () => leaving.abort());
      return wish;
    }
    const wish = this.enter('call', plan);
    const subscription = http.request(config(wish)).subscribe({
      next: (response) => this.settled(wish, 'fulfilled', response),
      error: (error) => this.settled(wish, 'rejected', error),
    });
    this.leave(wish, plan.giveUp.afterMs, () => {
      subscription.unsubscribe();
      wish.state = 'left';
      this.pending.delete(wish);
    });
    return wish;
  }

  getToken(tokens: TokenService, giveUpAfterMs?: number): Wish {
    const leaving = new AbortController();
    const wish = this.wish('token', () => tokens.getToken({ signal: leaving.signal }));
    if (giveUpAfterMs !== undefined) this.leave(wish, giveUpAfterMs, () => leaving.abort());
    return wish;
  }

  refresh(tokens: TokenService): Wish {
    return this.wish('refresh', () => tokens.refresh());
  }

  wish(kind: Wish['kind'], make: (wish: Wish) => Promise<unknown>, plan?: CallPlan): Wish {
    const wish = this.enter(kind, plan);
    make(wish).then(
      (result) => this.settled(wish, 'fulfilled', result),
      (error: unknown) => this.settled(wish, 'rejected', error),
    );
    return wish;
  }

  /** Its caller will give up, unless it has settled by then. */
  leave(wish: Wish, afterMs: number, leave: () => void): void {
    this.agenda.add('leaving', wish.startedAt.monotonic + afterMs, () => {
      if (wish.state !== 'pending') return;
      this.listener.note(`${wish.id} gives up`);
      wish.gaveUpAt = this.clock.read();
      this.listener.leaving(wish);
      leave();
    });
  }

  private enter(kind: Wish['kind'], plan?: CallPlan): Wish {
    const id = `${this.prefix}${kind}-${this.wishes.length + 1}`;
    const wish: Wish = { id, kind, plan, startedAt: this.clock.read(), sent: [], state: 'pending' };
    this.wishes.push(wish);
    this.pending.add(wish);
    if (plan !== undefined) this.calls.set(id, wish);
    this.listener.entered(wish);
    return wish;
  }

  private settled(wish: Wish, state: 'fulfilled' | 'rejected', result: unknown): void {
    if (wish.state !== 'pending') return;
    wish.state = state;
    this.pending.delete(wish);
    wish.result = result;
    const what = result instanceof Error ? `${result.name} ${result.message}` : (statusOf(result) ?? '');
    this.listener.note(`${wish.id} ${state} ${what}`);
    this.listener.settled(wish);
  }
}
