import { HttpService } from '@nestjs/axios';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  AlternativePaymentsModule,
  type AlternativePaymentsModuleOptions,
  type SharedRateBudget,
  TokenService,
} from 'nestjs-alternative-payments';
import { RedisRateBudget, RedisTokenStore } from 'nestjs-alternative-payments/redis';
import { Calls } from './calls.js';
import { connect, type Connection } from './connect.js';
import type { CallReport, MemberCommands, MemberNews, MemberSettings } from './messages.js';

const realNow = Date.now.bind(Date);

/** One application of a fleet, in a process of its own. */
export class Member implements MemberCommands {
  private connection?: Connection;
  private application?: INestApplicationContext;
  private calls?: Calls;
  private aheadMs = 0;

  constructor(private readonly tell: (news: MemberNews) => void) {}

  async open(settings: MemberSettings): Promise<void> {
    const connection = await connect(settings);
    const imports = [AlternativePaymentsModule.forRoot(this.optionsFor(settings, connection))];
    const module = { module: class Root {}, imports };
    const application = await NestFactory.createApplicationContext(module, { logger: false });
    application.get(TokenService, { strict: false }).events$.subscribe((event) => {
      if (event.type === 'refreshed') this.tell({ refreshed: event.source });
    });
    this.calls = new Calls(application.get(HttpService, { strict: false }), { 'X-Member': settings.name });
    this.connection = connection;
    this.application = application;
  }

  burst(count: number): Promise<void> {
    this.calls?.burst(count);
    return Promise.resolve();
  }

  callAt(perSecond: number): Promise<void> {
    this.calls?.callAt(perSecond);
    return Promise.resolve();
  }

  finish(): Promise<CallReport> {
    return this.calls?.finish() ?? Promise.reject(new Error('It is not open.'));
  }

  async refresh(): Promise<void> {
    await this.application?.get(TokenService, { strict: false }).refresh();
  }

  passTime(milliseconds: number): Promise<void> {
    this.aheadMs += milliseconds;
    Date.now = () => realNow() + this.aheadMs;
    return Promise.resolve();
  }

  async close(): Promise<void> {
    Date.now = realNow;
    this.aheadMs = 0;
    await this.application?.close();
    await this.calls?.finish();
    this.connection?.close();
    this.application = this.calls = this.connection = undefined;
  }

  private optionsFor(
    { options, tokenStore, pacing }: MemberSettings,
    { client }: Connection,
  ): AlternativePaymentsModuleOptions {
    const { key = '', ...times } = tokenStore ?? {};
    const store = new RedisTokenStore(client);
    const { timeoutMs, ...limit } = pacing ?? {};
    const budget = new RedisRateBudget(client, { timeoutMs });
    return {
      ...options,
      warmUp: false,
      ...(tokenStore && { tokenStore: { ...times, store, encryption: { keys: [key] } } }),
      ...(pacing && { pacing: { ...limit, shared: this.tellOfBookings(budget) } }),
    };
  }

  private tellOfBookings(budget: SharedRateBudget): SharedRateBudget {
    return {
      timeoutMs: budget.timeoutMs,
      reserve: async (...given) => {
        const waitMs = await budget.reserve(...given);
        this.tell({ booked: true });
        return waitMs;
      },
    };
  }
}
