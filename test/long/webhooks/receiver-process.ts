import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { ReceiverSettings } from './receiver/settings.js';

/** A process that receives deliveries, as the test sees it. */
export class ReceiverProcess {
  readonly name: string;
  /** Where to send deliveries, once it listens. */
  url?: string;
  private readonly child: ChildProcess;
  private output = '';

  /** @param script the compiled `receiver/main.ts` */
  constructor(script: string, settings: ReceiverSettings) {
    this.name = settings.name;
    const options = {
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'] as Array<'ignore' | 'pipe' | 'ipc'>,
    };
    this.child = fork(script, [JSON.stringify(settings)], options);
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (text) => (this.output += text));
  }

  /** Waits until it listens. */
  listens(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.child.once('message', (url) => {
        this.url = url as string;
        resolve();
      });
      this.child.once('exit', () => reject(new Error(`The process has ended. It printed:\n${this.output}`)));
    });
  }

  /** Ends it at once, in the midst of whatever it does. */
  async kill(): Promise<void> {
    this.url = undefined;
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exit;
  }
}
