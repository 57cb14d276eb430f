import { fileURLToPath } from 'node:url';
import { debianCommand, downloadFromDebian } from './debian-package.js';
import { run } from './run.js';

/** Where the tests get Redis from. */
export interface RedisSource {
  /** A server that runs already, and is not ours to stop. */
  readonly url?: string;
  /** What starts a server when arguments are added. */
  readonly command?: readonly string[];
  /** Why there is neither. */
  readonly missing?: string;
}

const cache = fileURLToPath(new URL('../../../.cache/redis', import.meta.url));

export async function findRedis(): Promise<RedisSource> {
  const url = process.env['REDIS_URL'];
  const command = await findCommand();
  // Whoever names a server may have no other way to one, and shall not wait in every run for a download to fail.
  return url || command ? { url, command } : download();
}

async function findCommand(): Promise<readonly string[] | undefined> {
  for (const command of [['redis-server'], ['valkey-server'], debianCommand(cache)]) {
    if (await runs(command)) return command;
  }
  return undefined;
}

function runs(command: readonly string[]): Promise<boolean> {
  return run(command, '--version').then(
    () => true,
    () => false,
  );
}

async function download(): Promise<RedisSource> {
  try {
    await downloadFromDebian(cache);
    return { command: debianCommand(cache) };
  } catch (reason) {
    const { message } = reason as Error;
    return { missing: `no REDIS_URL, no redis-server on the PATH, and no download: ${message}` };
  }
}
