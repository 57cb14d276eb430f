import { execFileSync } from 'node:child_process';

/** Ends a process that was started with `detached`, and all that it has started, at once. */
export function endTree({ pid }) {
  try {
    if (process.platform === 'win32') execFileSync('taskkill', ['/pid', String(pid), '/t', '/f']);
    else process.kill(-Number(pid), 'SIGKILL');
  } catch {
    // All of it has ended already.
  }
}
