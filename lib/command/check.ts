import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs, parseEnv } from 'node:util';
import { InvalidOptionsError } from '../errors/invalid-options.error.js';
import { textOf } from '../errors/text-of.js';
import type { CommandOutput, CommandResult, SubCommand } from './sub-command.js';

const USAGE = `Usage: nestjs-alternative-payments check [options]

Compares what this package takes for granted with what the API answers. It sends one request for a token and
at most 20 GET requests. It changes nothing, and prints no value of a customer's.

It asks as the account that the application has, by the same variables: ALTERNATIVE_PAYMENTS_ENVIRONMENT or
ALTERNATIVE_PAYMENTS_BASE_URL, ALTERNATIVE_PAYMENTS_CLIENT_ID, ALTERNATIVE_PAYMENTS_CLIENT_SECRET and the others.

  --account <name>   name of the account: "eu-1" reads ALTERNATIVE_PAYMENTS_EU_1_CLIENT_ID and so on
  --env-file <file>  a file of variables such as .env; a variable of the environment wins
  --save <file>      write the shapes of the answers, without any value, as JSON
  --production       allow the production environment
  --help             show this text

The exit code is 0 if nothing differs, 1 if something differs, and 2 if it could not ask.
`;

interface Arguments {
  readonly account?: string;
  readonly 'env-file'?: string;
  readonly save?: string;
  readonly production?: boolean;
  readonly help?: boolean;
}

/** Compares the facts with the service. */
export const check: SubCommand = { summary: 'compare what is known of the API with the service', run };

async function run(argv: string[], output: CommandOutput): Promise<CommandResult> {
  let given: Arguments;
  try {
    given = readArguments(argv);
  } catch (error) {
    output.stderr.write(`${textOf(error)}\n\n${USAGE}`);
    return { exitCode: 2 };
  }
  if (given.help) {
    output.stdout.write(USAGE);
    return { exitCode: 0 };
  }
  try {
    return { exitCode: await compare(given, output) };
  } catch (error) {
    const mayBeInFile = error instanceof InvalidOptionsError && given['env-file'] === undefined;
    const hint = mayBeInFile ? 'If the variables are in a file, add "--env-file .env".\n' : '';
    output.stderr.write(`${textOf(error)}\n${hint}`);
    return { exitCode: 2 };
  }
}

function readArguments(argv: string[]): Arguments {
  const { values } = parseArgs({
    args: argv,
    options: {
      account: { type: 'string' },
      'env-file': { type: 'string' },
      save: { type: 'string' },
      production: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  return values;
}

async function compare(given: Arguments, output: CommandOutput): Promise<number> {
  // Nest takes a moment to load, and the other commands do without it.
  const { readAccount } = await import('./check/account.js');
  const { askEverything } = await import('./check/ask.js');
  const { FACTS } = await import('./check/facts.js');
  const { shapesOf } = await import('./check/shapes.js');
  const { judgeAll, tableOf } = await import('./check/table.js');

  const account = readAccount(given.account, environmentWith(given['env-file']), given.production === true);
  const seen = await askEverything(account);
  const rows = judgeAll(FACTS, seen);
  output.stdout.write(
    `Account "${account.name}", environment ${account.environment}: ${seen.exchanges.length} GET requests.\n\n` +
      tableOf(rows),
  );
  if (given.save !== undefined) writeFileSync(given.save, `${JSON.stringify(shapesOf(seen), null, 2)}\n`);
  return rows.some(({ verdict }) => verdict === 'differs') ? 1 : 0;
}

function environmentWith(file: string | undefined): NodeJS.ProcessEnv {
  return file === undefined ? process.env : { ...parseEnv(readFileSync(file, 'utf8')), ...process.env };
}
