import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { describeRedis } from '../../support/redis/describe-redis.js';
import type { OwnRedisServer } from '../../support/redis/own-server.js';
import { startOwnRedis } from '../../support/redis/redis-server.js';
import { simulate } from '../../support/simulator.js';
import { Random } from '../soak/random.js';
import { bodiesOf, idsByKey, shuffled } from './bodies.js';
import { startFleet } from './fleet.js';
import { Journal } from './receiver/journal.js';
import { readReport } from './report.js';
import { Sender } from './sender.js';

/** `npm run test:deliveries` takes minutes; among the other tests it is a short one. */
const IS_WHOLE = process.env.MODE === 'deliveries';

const SHORT = { events: 200, size: 3, kills: 1, killEveryMs: 1_500, sendingMs: 4_000, leaseMs: 15_000 };
const WHOLE = { events: 2_000, size: 8, kills: 20, killEveryMs: 3_000, sendingMs: 60_000, leaseMs: 30_000 };

const { events, size, kills, killEveryMs, sendingMs, leaseMs } = IS_WHOLE ? WHOLE : SHORT;

/** Shorter than a lease, so that nobody else has begun what a process works on meanwhile. */
const REDIS_IS_AWAY_MS = 500;

/** By then clients have connected again, and the store has been told what it missed. */
const RECOVERY_MS = 4_000;

const TIMES = 3;
const HANDLERS = ['Bookkeeping.settle', 'Bookkeeping.thank'];
/** So long that most processes die while one runs. */
const HANDLER_MS = 150;
const SEED = Number(process.env.FLEET_SEED ?? Math.floor(Math.random() * 2 ** 31));

const RESTARTS = [
  ['keeps its data', true],
  ['comes back empty', false],
] as const;

describeRedis(
  `${size} processes that share what they have handled`,
  () => {
    it.for(IS_WHOLE ? RESTARTS : RESTARTS.slice(0, 1))(
      `lose none of ${events} events while ${kills} of them die and Redis %s, seed ${SEED}`,
      { timeout: 600_000 },
      async ([what, keepsData], { skip }) => {
        const random = new Random(SEED);
        const folder = await temporaryFolder();
        const redis = await startDurableRedis(folder);
        const path = join(folder, 'journal');
        const api = (await simulate()).options;
        const settings = { api, redisURL: redis.url, journal: path, leaseMs, handlerMs: HANDLER_MS };
        const fleet = await startFleet(size, settings);
        const bodies = bodiesOf(events);
        const sender = new Sender(() => fleet.addressOfOne(random));
        const journal = new Journal(path, 'sender');

        const [awayMs] = await Promise.all([
          restartRedis(),
          sendAll(shuffled(Array.from({ length: TIMES }, () => bodies).flat(), random)),
          killSome(),
        ]);

        const { lost, repeats, unexplained } = readReport(path, idsByKey(bodies), HANDLERS, fleet.killed);
        process.stdout.write(
          `Redis ${what}: ${events} events, ${events * TIMES} deliveries, ${fleet.killed.size} processes killed; ` +
            `${repeats} of ${events * HANDLERS.length} runs of handlers repeated, ` +
            `${unexplained.length} of them where no process died; answers: ${JSON.stringify(sender.answers)}\n`,
        );
        expect(fleet.killed.size).toBe(kills);
        expect(lost).toEqual([]);
        // A machine that was so busy that leases have ended meanwhile proves nothing.
        skip(
          awayMs + RECOVERY_MS > leaseMs,
          `Redis was away for ${Math.round(awayMs)} ms, and leases last ${leaseMs} ms`,
        );
        // What Redis has forgotten is handled again.
        expect(keepsData ? unexplained : []).toEqual([]);

        async function sendAll(all: ReturnType<typeof bodiesOf>): Promise<void> {
          const sent = all.map(async (body, place) => {
            await wait((place / all.length) * sendingMs);
            await sender.send(body);
            journal.write('answered', body.idempotency_key);
          });
          await Promise.all(sent);
        }

        async function restartRedis(): Promise<number> {
          await wait(sendingMs / 2);
          const killedAt = performance.now();
          await redis.kill();
          await wait(REDIS_IS_AWAY_MS);
          if (!keepsData) await rm(join(folder, 'data'), { recursive: true });
          await redis.start();
          return performance.now() - killedAt;
        }

        async function killSome(): Promise<void> {
          for (let round = 1; round <= kills; round += 1) {
            await wait(killEveryMs);
            await fleet.replaceOne(random);
          }
        }
      },
    );
  },
  { own: true },
);

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'deliveries-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A server that has written to disk what it answers, so that it knows it again after it was killed. */
async function startDurableRedis(folder: string): Promise<OwnRedisServer> {
  const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--appenddirname', 'data'];
  const server = await startOwnRedis(['--dir', folder, ...durable]);
  onTestFinished(() => server.kill());
  return server;
}
