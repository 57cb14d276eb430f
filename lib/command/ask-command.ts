import { parseArgs } from 'node:util';
import { textOf } from '../errors/text-of.js';
import { DEFAULT_URL } from './running-simulator.js';
import type { CommandOutput, CommandResult, SubCommand } from './sub-command.js';

/** A command that asks something of a running simulator. */
interface AskCommand {
  readonly summary: string;
  readonly usage: string;
  /** How many arguments it takes besides the options. */
  readonly least: number;
  readonly most: number;
  /**
   * @param url address of the simulator
   * @returns what to print, and whether it succeeded
   * @throws Error that says what went wrong
   */
  readonly ask: (
    url: string,
    values: readonly string[],
  ) => Promise<{ readonly text: string; readonly isSuccess: boolean }>;
}

/** The exit code is 1 if what was asked for did not succeed. */
export function askCommand({ summary, usage, least, most, ask }: AskCommand): SubCommand {
  return {
    summary,
    run: async (argv: string[], output: CommandOutput): Promise<CommandResult> => {
      let given: { url: string; positionals: string[] } | undefined;
      try {
        given = readArguments(argv);
        const count = given?.positionals.length ?? least;
        if (count < least || count > most) throw new TypeError('The number of arguments is wrong.');
      } catch (error) {
        output.stderr.write(`${textOf(error)}\n\n${usage}`);
        return { exitCode: 2 };
      }
      if (!given) {
        output.stdout.write(usage);
        return { exitCode: 0 };
      }
      try {
        const { text, isSuccess } = await ask(given.url, given.positionals);
        output.stdout.write(text);
        return { exitCode: isSuccess ? 0 : 1 };
      } catch (error) {
        output.stderr.write(`${textOf(error)}\n`);
        return { exitCode: 1 };
      }
    },
  };
}

/** @returns undefined if help is asked for */
function readArguments(argv: string[]): { url: string; positionals: string[] } | undefined {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { url: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return undefined;

  const { url = DEFAULT_URL } = values;
  if (!/^http:\/\/[^/]/i.test(url) || !URL.canParse(url))
    throw new TypeError(`--url takes the address of a simulator, such as ${DEFAULT_URL}.`);

  return { url, positionals };
}
