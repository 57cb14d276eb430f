import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from 'redis';
import { freePort, launchRedis, type OwnRedisServer } from './own-server.js';

/** How long the others wait for an answer of a node before they give it up, in milliseconds. */
const NODE_TIMEOUT_MS = 1_000;

/** What a key may be hashed to. */
const SLOTS = 16_384;

/** Three servers of which each has a third of the keys, and no replica stands in for any of them. */
export class OwnRedisCluster {
  readonly isCluster = true;

  constructor(readonly nodes: readonly OwnRedisServer[]) {}

  /** Of the node from which the others can be found. */
  get url(): string {
    return this.first.url;
  }

  get host(): string {
    return this.first.host;
  }

  get port(): number {
    return this.first.port;
  }

  async kill(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.kill()));
  }

  private get first(): OwnRedisServer {
    const [first] = this.nodes;
    if (first === undefined) throw new Error('A cluster has nodes.');
    return first;
  }
}

/** Starts a cluster on free ports. It lives until it is killed, or this process ends in whatever way. */
export async function launchCluster(command: readonly string[]): Promise<OwnRedisCluster> {
  const nodes: Node[] = [];
  try {
    for (let count = 0; count < 3; count += 1) nodes.push(await launchNode(command));
    await join(nodes);
    return new OwnRedisCluster(nodes.map(({ server }) => server));
  } catch (reason) {
    await Promise.all(nodes.map(({ server }) => server.kill()));
    throw reason;
  }
}

interface Node {
  readonly server: OwnRedisServer;
  /** Where the nodes talk to each other. */
  readonly busPort: number;
}

async function launchNode(command: readonly string[]): Promise<Node> {
  const busPort = await freePort();
  const settings = {
    'cluster-enabled': 'yes',
    'cluster-port': busPort,
    'cluster-node-timeout': NODE_TIMEOUT_MS,
    // With a node down, the others serve their keys on. That is harder on a client than a cluster that is all down.
    'cluster-require-full-coverage': 'no',
  };
  const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  return { server: await launchRedis(command, words), busPort };
}

/** Makes them one cluster, and waits until each of them knows it. */
async function join(nodes: readonly Node[]): Promise<void> {
  const clients = nodes.map(({ server }) => createClient({ url: server.url }));
  try {
    await Promise.all(clients.map((client) => client.connect()));
    const size = Math.ceil(SLOTS / nodes.length);
    for (const [index, client] of clients.entries()) {
      await client.sendCommand(['CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1)]);
      const [from, to] = [index * size, Math.min((index + 1) * size, SLOTS) - 1];
      await client.sendCommand(['CLUSTER', 'ADDSLOTSRANGE', String(from), String(to)]);
      for (const { server, busPort } of nodes.slice(0, index))
        await client.sendCommand(['CLUSTER', 'MEET', server.host, String(server.port), String(busPort)]);
    }
    const deadline = AbortSignal.timeout(20_000);
    for (const client of clients) {
      while (!isWhole(await client.clusterInfo(), nodes.length)) {
        deadline.throwIfAborted();
        await wait(20);
      }
    }
  } finally {
    for (const client of clients) client.destroy();
  }
}

function isWhole(info: string, nodes: number): boolean {
  const wanted = ['cluster_state:ok', `cluster_slots_ok:${SLOTS}`, `cluster_size:${nodes}`];
  return wanted.every((line) => info.includes(`${line}\r\n`));
}
