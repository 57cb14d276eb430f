import { onTestFinished } from 'vitest';
import { compiledFile } from '../../support/compiled-package.js';
import type { Random } from '../soak/random.js';
import type { ReceiverSettings } from './receiver/settings.js';
import { ReceiverProcess } from './receiver-process.js';

/** Processes that are started at the same time. */
const AT_A_TIME = 2;

/** What all processes of a fleet have in common. */
export type FleetSettings = Omit<ReceiverSettings, 'name' | 'client'>;

/** Processes that receive the deliveries of one account. Half of them use ioredis and half node-redis. */
export class Fleet {
  /** Names of the processes that were killed. */
  readonly killed = new Set<string>();
  private readonly members: ReceiverProcess[] = [];
  private started = 0;

  /** @param script the compiled `receiver/main.ts` */
  constructor(
    private readonly script: string,
    private readonly settings: FleetSettings,
  ) {}

  /** Starts that many processes more, and waits until they listen. */
  async grow(count: number): Promise<void> {
    const opening = Array.from({ length: count }, () => this.open());
    this.members.push(...opening);
    await Promise.all(opening.map((member) => member.listens()));
  }

  /** Where one of them listens, as somebody who spreads requests among them would choose it. */
  addressOfOne(random: Random): string | undefined {
    return random.oneOf(this.members.filter(({ url }) => url !== undefined)).url;
  }

  /** Kills one of them, and starts another in its place. */
  async replaceOne(random: Random): Promise<void> {
    const place = Math.floor(random.between(0, this.members.length));
    const member = this.members[place];
    if (member === undefined) return;
    this.killed.add(member.name);
    await member.kill();
    this.members[place] = this.open();
    await this.members[place].listens();
  }

  async end(): Promise<void> {
    await Promise.all(this.members.map((member) => member.kill()));
  }

  private open(): ReceiverProcess {
    const number = (this.started += 1);
    const client = number % 2 === 0 ? 'ioredis' : 'node-redis';
    return new ReceiverProcess(this.script, { ...this.settings, client, name: `receiver-${number}` });
  }
}

/** Starts a fleet that ends with the test. */
export async function startFleet(size: number, settings: FleetSettings): Promise<Fleet> {
  const fleet = new Fleet(await compiledFile('test/long/webhooks/receiver/main.ts'), settings);
  onTestFinished(() => fleet.end());
  for (let started = 0; started < size; started += AT_A_TIME)
    await fleet.grow(Math.min(AT_A_TIME, size - started));
  return fleet;
}
