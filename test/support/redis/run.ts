import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What a program prints until it ends, which must be soon; a failure says what the program said of it. */
export async function run([file = '', ...head]: readonly string[], ...tail: string[]): Promise<string> {
  try {
    const options = { timeout: 60_000, killSignal: 'SIGKILL' } as const;
    return (await promisify(execFile)(file, [...head, ...tail], options)).stdout;
  } catch (reason) {
    const { stderr = '', killed, message } = reason as Error & { stderr?: string; killed?: boolean };
    const error = /^E: .*/m.exec(stderr)?.[0] ?? (stderr.trim().split('\n').at(-1) || message);
    const said = killed ? 'took more than a minute' : error;
    throw new Error(`${[file, ...tail].join(' ')}: ${said}`, { cause: reason });
  }
}
