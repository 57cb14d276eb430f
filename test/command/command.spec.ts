import { describe, expect, it } from 'vitest';
import { runCommand } from '../../lib/command/command.js';

const run = async (...argv: string[]): Promise<object> => {
  const written = { stdout: '', stderr: '' };
  const result = await runCommand(argv, {
    stdout: { write: (text: string) => (written.stdout += text) },
    stderr: { write: (text: string) => (written.stderr += text) },
  });
  return { ...written, ...result };
};

const usage = expect.stringMatching(
  /^Usage: nestjs-alternative-payments <command>[^]*^ {2}check [^]*^ {2}simulator [^]*^ {2}trigger [^]*^ {2}pay /m,
);

describe('nestjs-alternative-payments', () => {
  it.each(['--help', '-h'])('lists its commands with %s', async (flag) => {
    expect(await run(flag)).toEqual({ exitCode: 0, stdout: usage, stderr: '' });
  });

  it('lists its commands and ends with exit code 2 when none is given', async () => {
    expect(await run()).toEqual({ exitCode: 2, stdout: '', stderr: usage });
  });

  it.each(['simulater', '--port', '', 'toString', '__proto__'])(
    'refuses the unknown command "%s" with exit code 2',
    async (name) => {
      const stderr = expect.stringContaining(`There is no command "${name}".\n\nUsage: `);
      expect(await run(name)).toEqual({ exitCode: 2, stdout: '', stderr });
    },
  );
});
