import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const host = '127.0.0.1';

/**
 * Becomes the server, in a folder of its own. A process beside it reads what no one ever writes, until the process that
 * started both has let go of it or was killed; then it kills the server, if need be, and removes the folder.
 */
const script = `
  folder=$(mktemp -d) || exit
  exec 3<&0 </dev/null
  (cat <&3; kill -9 $$; rm -rf "$folder") >/dev/null 2>&1 &
  cd "$folder" && exec "$@" 3<&-
`;

/** A server that a test may stop, kill, pause and start again, always on the same port. */
export class OwnRedisServer {
  readonly host = host;
  private child?: ChildProcess;

  constructor(
    private readonly command: readonly string[],
    readonly port: number,
    private readonly settings: readonly string[] = [],
  ) {}

  get url(): string {
    return `redis://${host}:${this.port}`;
  }

  /** Starts the server unless it runs, and waits until it answers. */
  async start(): Promise<void> {
    if (this.isRunning) return;
    const options = ['--port', String(this.port), '--bind', host, '--save', '', '--appendonly', 'no'];
    const child = spawn('sh', ['-c', script, 'sh', ...this.command, ...options, ...this.settings]);
    this.child = child;
    killAtDisconnect(child);
    let output = '';
    child.stdout.on('data', (text) => (output += text));
    child.stderr.on('data', (text) => (output += text));
    const deadline = AbortSignal.timeout(10_000);
    while (!(await answersAs(child.pid, this.port))) {
      if (this.isRunning && !deadline.aborted) {
        await wait(5);
      } else {
        await this.kill();
        throw new Error(`The Redis server does not start. It printed:\n${output}`);
      }
    }
  }

  /** Ends the server in an orderly manner. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  /** Ends the server at once. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Keeps connections open, and accepts new ones, but answers nothing. */
  pause(): void {
    this.child?.kill('SIGSTOP');
  }

  resume(): void {
    this.child?.kill('SIGCONT');
  }

  private get isRunning(): boolean {
    return this.child?.exitCode === null && this.child.signalCode === null;
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (!this.child || !this.isRunning) return;
    const exit = once(this.child, 'exit');
    this.child.kill(signal);
    this.resume();
    await exit;
  }
}

/** A worker that is cut off from a killed run may live on, for as long as its test has something to wait for. */
function killAtDisconnect(child: ChildProcess): void {
  const kill = (): boolean => child.kill('SIGKILL');
  process.once('disconnect', kill);
  child.once('exit', () => process.off('disconnect', kill));
}

/** Starts a server on a free port. It lives until it is killed, or this process ends in whatever way. */
export async function launchRedis(
  command: readonly string[],
  settings?: readonly string[],
): Promise<OwnRedisServer> {
  for (let attempt = 1; ; attempt += 1) {
    const server = new OwnRedisServer(command, await freePort(), settings);
    try {
      await server.start();
      return server;
    } catch (reason) {
      // Somebody may have taken the port since it was found free.
      if (attempt === 3 || !String(reason).includes('already in use')) throw reason;
    }
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : freePort();
}

/** Whether it is that process that answers on the port, and not another server that was there before. */
function answersAs(pid: number | undefined, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, host, () => socket.write('INFO server\r\nQUIT\r\n'));
    socket.setTimeout(1_000, () => socket.destroy());
    socket.on('data', (text) => (answer += text));
    socket.on('error', () => {}); // The next attempt follows.
    socket.on('close', () => resolve(answer.includes(`process_id:${pid}\r\n`)));
  });
}
