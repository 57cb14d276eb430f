import { readFileSync } from 'node:fs';
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
    const variables = variablesWith(given['env-file']);
    // Nest takes a moment to load, and the other commands do without it.
    const { compare } = await import('./check/compare.js');
    return { exitCode: await compare({ ...given, variables }, output) };
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

function variablesWith(file: string | undefined): NodeJS.ProcessEnv {
  return file === undefined ? process.env : { ...parseEnv(readFileSync(file, 'utf8')), ...process.env };
}
