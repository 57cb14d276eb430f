import { randomBytes } from 'node:crypto';
import type { Simulator } from 'nestjs-alternative-payments/testing';
import { afterAll, onTestFinished } from 'vitest';
import { compiledFile } from '../../support/compiled-package.js';
import { MemberProcess } from './member-process.js';
import type { CallReport, MemberCommands, MemberSettings } from './member/messages.js';

/** Processes that are started at the same time. */
const AT_A_TIME = 2;

/** What all members of a fleet have in common. */
export interface FleetSettings {
  readonly simulator: Simulator;
  readonly redisURL: string;
  readonly isRedisUp?: boolean;
  readonly tokenStore?: Omit<NonNullable<MemberSettings['tokenStore']>, 'key'>;
  readonly pacing?: MemberSettings['pacing'];
}

/** Processes that work with one API key. */
export class Fleet {
  constructor(readonly members: readonly MemberProcess[]) {}

  /** Has every member carry out a command. */
  ask<C extends keyof MemberCommands>(
    command: C,
    ...given: Parameters<MemberCommands[C]>
  ): Promise<Array<Awaited<ReturnType<MemberCommands[C]>>>> {
    return Promise.all(this.members.map((member) => member.ask(command, ...given)));
  }

  /** What became of the calls of all members. */
  async finish(): Promise<CallReport> {
    const reports = await this.ask('finish');
    return {
      calls: reports.reduce((sum, { calls }) => sum + calls, 0),
      failures: reports.flatMap(({ failures }) => failures),
      slowestMs: Math.max(...reports.map(({ slowestMs }) => slowestMs)),
    };
  }

  /** The members but the first ones. */
  after(first: number): Fleet {
    return new Fleet(this.members.slice(first));
  }
}

/**
 * Opens fleets whose processes are kept for the next test of the file: starting one takes a core for half a second.
 * Half of the members use ioredis and half node-redis.
 */
export function fleetsForFile(): (size: number, settings: FleetSettings) => Promise<Fleet> {
  const started: MemberProcess[] = [];
  const idle: MemberProcess[] = [];
  afterAll(async () => {
    await Promise.all(started.map((member) => member.kill()));
  });
  const start = (script: string): MemberProcess => {
    const member = new MemberProcess(script);
    started.push(member);
    return member;
  };
  return async (size, settings) => {
    const script = await compiledFile('test/long/processes/member/main.ts');
    const members = Array.from({ length: size }, () => idle.shift() ?? start(script));
    onTestFinished(async () => {
      const closing = members.filter(({ isAlive }) => isAlive);
      await Promise.all(closing.map((member) => member.ask('close')));
      idle.push(...closing);
    });
    const key = randomBytes(32).toString('base64');
    // They are not opened all at once, or the rest of the suite would have no share of the machine while they start.
    for (let next = 0; next < size; next += AT_A_TIME) {
      const opening = members.slice(next, next + AT_A_TIME);
      await Promise.all(opening.map((member, index) => member.open(settingsOf(next + index, key, settings))));
    }
    return new Fleet(members);
  };
}

function settingsOf(index: number, key: string, settings: FleetSettings): MemberSettings {
  const { simulator, redisURL, isRedisUp = true, tokenStore, pacing } = settings;
  return {
    name: String(index),
    options: simulator.options,
    client: index % 2 === 0 ? 'ioredis' : 'node-redis',
    redisURL,
    isRedisUp,
    tokenStore: tokenStore && { ...tokenStore, key },
    pacing,
  };
}
