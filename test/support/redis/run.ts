import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs a program to its end, which must come soon; a failure says what the program said of it. */
export async function run([file = '', ...head]: readonly string[], ...tail: string[]): Promise<void> {
  try {
    await promisify(execFile)(file, [...head, ...tail], { timeout: 60_000, killSignal: 'SIGKILL' });
  } catch (reason) {
    const { stderr = '', killed, message } = reason as Error & { stderr?: string; killed?: boolean };
    const error = /^E: .*/m.exec(stderr)?.[0] ?? (stderr.trim().split('\n').at(-1) || message);
    const said = killed ? 'took more than a minute' : error;
    throw new Error(`${[file, ...tail].join(' ')}: ${said}`, { cause: reason });
  }
}
