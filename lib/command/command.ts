import { check } from './check.js';
import { pay } from './pay.js';
import { simulator } from './simulator.js';
import type { CommandOutput, CommandResult, SubCommand } from './sub-command.js';
import { trigger } from './trigger.js';

const SUB_COMMANDS: ReadonlyMap<string, SubCommand> = new Map([
  ['check', check],
  ['simulator', simulator],
  ['trigger', trigger],
  ['pay', pay],
]);

const USAGE = `Usage: nestjs-alternative-payments <command> [options]

Commands:
${[...SUB_COMMANDS].map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`).join('\n')}

"nestjs-alternative-payments <command> --help" shows the options of a command.
`;

/**
 * The command `nestjs-alternative-payments`.
 *
 * @returns exit code 2 if no command has that name
 */
export async function runCommand(argv: string[], output: CommandOutput): Promise<CommandResult> {
  const [name, ...rest] = argv;
  if (name === '--help' || name === '-h') {
    output.stdout.write(USAGE);
    return { exitCode: 0 };
  }
  const subCommand = SUB_COMMANDS.get(name ?? '');
  if (subCommand) return subCommand.run(rest, output);

  output.stderr.write(name === undefined ? USAGE : `There is no command "${name}".\n\n${USAGE}`);
  return { exitCode: 2 };
}
