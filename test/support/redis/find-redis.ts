import { fileURLToPath } from 'node:url';
import { type DebianPackage, debianCommand, downloadFromDebian } from './debian-package.js';
import { run } from './run.js';

/** Where the tests get Redis from. */
export interface RedisSource {
  /** A server that runs already, and is not ours to stop. */
  readonly url?: string;
  /** What starts a server when arguments are added. */
  readonly command?: readonly string[];
  /** Whether tests that need no server of their own get a cluster. */
  readonly isCluster?: boolean;
  /** Why there is neither. */
  readonly missing?: string;
}

/** @param mode `cluster` and `valkey` have the tests run with that, and with nothing that happens to be there instead */
export async function findRedis(mode = 'test'): Promise<RedisSource> {
  if (mode === 'valkey') return find('valkey-server');
  if (mode === 'cluster') return { ...(await find('redis-server')), isCluster: true };
  const url = process.env['REDIS_URL'];
  const command = (await findCommand('redis-server')) ?? (await findCommand('valkey-server'));
  // A person who names a server may have no other way to one, and shall not wait in every run for a download to fail.
  if (url || command) return { url, command };
  if (process.platform === 'win32') return { missing: 'Redis has no release for Windows' };
  return download('redis-server');
}

async function find(name: DebianPackage): Promise<RedisSource> {
  const command = await findCommand(name);
  return command ? { command } : download(name);
}

async function findCommand(name: DebianPackage): Promise<readonly string[] | undefined> {
  for (const command of [[name], debianCommand(cacheOf(name), name)]) if (await runs(command)) return command;

  return undefined;
}

function runs(command: readonly string[]): Promise<boolean> {
  return run(command, '--version').then(
    () => true,
    () => false,
  );
}

async function download(name: DebianPackage): Promise<RedisSource> {
  try {
    await downloadFromDebian(cacheOf(name), name);
    return { command: debianCommand(cacheOf(name), name) };
  } catch (reason) {
    const { message } = reason as Error;
    return { missing: `no ${name} on the PATH, and no download: ${message}` };
  }
}

function cacheOf(name: DebianPackage): string {
  return fileURLToPath(new URL(`../../../.cache/${name}`, import.meta.url));
}
