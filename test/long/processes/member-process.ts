import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { TokenOrigin } from 'nestjs-alternative-payments';
import type { CommandMessage, MemberCommands, MemberMessage, MemberSettings } from './member/messages.js';

interface Asked {
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: Error) => void;
}

/** A process that runs one application of a fleet, as the test sees it. */
export class MemberProcess {
  /** Where its tokens came from, in order. */
  readonly sources: TokenOrigin[] = [];
  /** Starts that it has booked in the budget that all share. */
  bookings = 0;
  private readonly child: ChildProcess;
  private readonly asked = new Map<number, Asked>();
  private count = 0;
  private output = '';

  /** @param script the compiled `member/main.ts` */
  constructor(script: string) {
    this.child = fork(script, { execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (text) => (this.output += text));

    this.child.on('message', (message) => this.hear(message as MemberMessage));
    this.child.on('exit', (code, signal) => {
      const reason = new Error(`The process ended with ${signal ?? code}. It printed:\n${this.output}`);
      for (const { reject } of this.asked.values()) reject(reason);
      this.asked.clear();
    });
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Has it carry out a command, and waits until it has. */
  ask<C extends keyof MemberCommands>(
    command: C,
    ...given: Parameters<MemberCommands[C]>
  ): ReturnType<MemberCommands[C]> {
    const id = (this.count += 1);
    const answer = new Promise<unknown>((resolve, reject) => {
      this.asked.set(id, { resolve, reject });
      const message: CommandMessage = { id, command, given };
      this.child.send(message, (error) => error && reject(error));
    });
    return answer as ReturnType<MemberCommands[C]>;
  }

  /** Opens its application, for a test that knows nothing of those before. */
  async open(settings: MemberSettings): Promise<void> {
    this.sources.length = 0;
    this.bookings = 0;
    await this.ask('open', settings);
  }

  /** Ends it at once, in the midst of whatever it does. */
  async kill(): Promise<void> {
    if (!this.isAlive) return;
    const exit = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exit;
  }

  private hear(message: MemberMessage): void {
    if ('refreshed' in message) {
      this.sources.push(message.refreshed);
      return;
    }
    if ('booked' in message) {
      this.bookings += 1;
      return;
    }
    const { id, result, error } = message;
    const asked = this.asked.get(id);
    this.asked.delete(id);
    if (error === undefined) asked?.resolve(result);
    else asked?.reject(new Error(error));
  }
}
