import { setTimeout as wait } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { RedisRateBudget, RedisTokenStore } from 'nestjs-alternative-payments/redis';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startAccount } from '../../support/application.js';
import { BOTH_CLIENTS } from '../../support/redis/both-clients.js';
import { connectIoredis } from '../../support/redis/clients.js';
import { describeRedis } from '../../support/redis/describe-redis.js';
import type { OwnRedisCluster } from '../../support/redis/own-cluster.js';
import type { OwnRedisServer } from '../../support/redis/own-server.js';
import { startOwnCluster } from '../../support/redis/redis-server.js';
import { uniquePrefix } from '../../support/redis/unique-prefix.js';
import { simulate } from '../../support/simulator.js';

const LONG_MS = 60_000;

/** What is done with the store behind a call takes its timeout of 250 ms at most. */
const BACKGROUND_MS = 400;

/** Before that, whatever has to come has come on any machine. */
const WITHIN = { timeout: 30_000 };

const TOKEN_STORE_FAILS = /^The token store cannot be used, and this process requests its own tokens: /;
const TOKEN_STORE_WORKS = 'The token store works again';
const BUDGET_FAILS = /^The shared rate budget cannot be used, and this process keeps to its "localShare": /;
const BUDGET_WORKS = 'The shared rate budget works again';

describeRedis('a cluster of three nodes', () => {
  describe.each(BOTH_CLIENTS)('with %s', (_name, connect) => {
    it('has the token and the lease of an account on one node, so that they fail together', async () => {
      const { cluster, client, prefix } = await open();
      const store = new RedisTokenStore(client, { prefix });
      const accounts = Array.from({ length: 20 }, (_, index) => `account-${index}`);
      for (const account of accounts) {
        await store.write(account, { hash: 'hash', value: 'value' }, LONG_MS);
        await store.acquireLease(account, 'owner', LONG_MS);
      }

      const nodes = await keysByNode(cluster, prefix);

      const accountsOf = (what: string): string[][] =>
        nodes.map((keys) => accounts.filter((account) => keys.includes(`${prefix}${what}:{${account}}`)));
      expect(accountsOf('lease')).toEqual(accountsOf('token'));
      // All nodes take part.
      expect(accountsOf('token').map((found) => found.length > 0)).toEqual([true, true, true]);
      expect(accountsOf('token').flat()).toHaveLength(accounts.length);
    });

    it.each([
      ['is killed', (node: OwnRedisServer) => node.kill()],
      ['hangs', (node: OwnRedisServer) => Promise.resolve(node.pause())],
    ])('leaves a process on its own when the node of its token %s, and says so once', async (_what, fail) => {
      const { cluster, client, prefix } = await open();
      const simulator = await simulate();
      const store = new RedisTokenStore(client, { prefix });
      const { http, tokens } = await startAccount({
        ...simulator.options,
        warmUp: false,
        tokenStore: { store, encryption: 'plaintext' },
      });
      const said = whatIsSaid();
      await tokens.getToken();

      await fail(await nodeOf(cluster, `${prefix}token:`));
      for (let turn = 0; turn < 4; turn += 1) {
        await tokens.refresh();
        await wait(BACKGROUND_MS);
      }

      expect(simulator.journal.tokenRequests).toHaveLength(5);
      await expect(http.axiosRef.get('/customers')).resolves.toMatchObject({ status: 200 });
      expect(said()).toEqual([expect.stringMatching(TOKEN_STORE_FAILS)]);
    });

    it('shares tokens again when the node of its token answers again, and says so once', async () => {
      const { cluster, client, prefix } = await open();
      const simulator = await simulate();
      const store = new RedisTokenStore(client, { prefix });
      const { tokens } = await startAccount({
        ...simulator.options,
        warmUp: false,
        tokenStore: { store, encryption: 'plaintext' },
      });
      const said = whatIsSaid();
      await tokens.getToken();
      const node = await nodeOf(cluster, `${prefix}token:`);
      node.pause();
      await tokens.refresh();
      await vi.waitFor(() => expect(said()).toHaveLength(1), WITHIN);

      node.resume();

      await vi.waitFor(async () => {
        await tokens.refresh();
        expect(said()).toHaveLength(2);
      }, WITHIN);
      await tokens.refresh();
      expect(said()).toEqual([expect.stringMatching(TOKEN_STORE_FAILS), TOKEN_STORE_WORKS]);
    });

    it('leaves a process to its share when the node of its budget hangs, until it answers again', async () => {
      const { cluster, client, prefix } = await open();
      const simulator = await simulate();
      const { http } = await startAccount({
        ...simulator.options,
        warmUp: false,
        pacing: { shared: new RedisRateBudget(client, { prefix }) },
      });
      const said = whatIsSaid();
      const call = (): Promise<unknown> => http.axiosRef.get('/customers');
      await call();
      const node = await nodeOf(cluster, `${prefix}rate:`);

      node.pause();
      for (let calls = 0; calls < 3; calls += 1) await call();
      expect(said()).toEqual([expect.stringMatching(BUDGET_FAILS)]);

      node.resume();
      await vi.waitFor(async () => {
        await call();
        expect(said()).toHaveLength(2);
      }, WITHIN);
      expect(said()).toEqual([expect.stringMatching(BUDGET_FAILS), BUDGET_WORKS]);
    });

    async function open() {
      const cluster = await startOwnCluster();
      onTestFinished(() => cluster.kill());
      return { ...(await connect(cluster)), cluster, prefix: uniquePrefix() };
    }
  });
});

/** What the log says of things that are shared, from here on. */
function whatIsSaid(): () => string[] {
  const texts: string[] = [];
  for (const level of ['warn', 'log'] as const) {
    const spy = vi.spyOn(Logger.prototype, level).mockImplementation((text) => void texts.push(String(text)));
    onTestFinished(() => spy.mockRestore());
  }
  return () => texts.filter((text) => /token store|shared rate budget/.test(text));
}

async function keysByNode({ nodes }: OwnRedisCluster, prefix: string): Promise<string[][]> {
  const clients = await Promise.all(nodes.map((node) => connectIoredis(node)));
  return Promise.all(clients.map((client) => client.keys(`${prefix}*`)));
}

/** The node that has the only key with such a name, once it is written. */
async function nodeOf(cluster: OwnRedisCluster, prefix: string): Promise<OwnRedisServer> {
  const index = await vi.waitFor(async () => {
    const found = (await keysByNode(cluster, prefix)).findIndex((keys) => keys.length > 0);
    expect(found).toBeGreaterThanOrEqual(0);
    return found;
  }, WITHIN);
  return cluster.nodes[index] as OwnRedisServer;
}
