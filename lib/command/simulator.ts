import { parseArgs } from 'node:util';
import type { JournalEntry } from '../testing/journal-entry.js';
import { type SimulatorOptions, completeOptions } from '../testing/simulator-options.js';
import type { Simulator } from '../testing/simulator.js';
import { startSimulator } from '../testing/start-simulator.js';
import type { CommandOutput, CommandResult, SubCommand } from './sub-command.js';

const DEFAULT_PORT = 4010;

// A server that runs for days must not keep every request. It keeps the latest ones.
const JOURNAL_LIMIT = 1000;

const USAGE = `Usage: nestjs-alternative-payments simulator [options]

Runs a local stand-in for the Alternative Payments API. Nothing it is told leaves this machine.
It prints query parameters and fields that the API does not have.

  --port <number>            port to listen on, 0 for any free one (default ${DEFAULT_PORT})
  --host <address>           address to listen on (default 127.0.0.1)
  --client-id <text>         client id of the API key
  --client-secret <text>     client secret of the API key
  --token-lifetime <seconds> how long tokens live (default 3600)
  --no-rate-limit            let more than five requests through in a second
  --no-seed                  start without the invented customers
  --strict                   answer 400 to parameters and fields that the API does not have
  --help                     show this text
`;

/** Runs a simulator until it is stopped. The exit code is 1 if its address is taken. */
export const simulator: SubCommand = { summary: 'run a local stand-in for the API', run };

async function run(argv: string[], output: CommandOutput): Promise<CommandResult> {
  let options: SimulatorOptions | undefined;
  try {
    options = readArguments(argv);
  } catch (error) {
    output.stderr.write(`${messageOf(error)}\n\n${USAGE}`);
    return { exitCode: 2 };
  }
  if (!options) {
    output.stdout.write(USAGE);
    return { exitCode: 0 };
  }
  try {
    const running = await startSimulator(options);
    output.stdout.write(greeting(running));
    running.journal.follow((entry) => {
      if (entry.unknown.length > 0) output.stdout.write(complaint(entry));
    });
    return { exitCode: 0, running };
  } catch (error) {
    output.stderr.write(`${messageOf(error)}\n`);
    return { exitCode: 1 };
  }
}

/** @returns undefined if help is asked for */
function readArguments(argv: string[]): SimulatorOptions | undefined {
  const { values } = parseArgs({
    args: argv,
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      'client-id': { type: 'string' },
      'client-secret': { type: 'string' },
      'token-lifetime': { type: 'string' },
      'no-rate-limit': { type: 'boolean' },
      'no-seed': { type: 'boolean' },
      strict: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return undefined;

  return completeOptions({
    port: readNumber('--port', values.port, DEFAULT_PORT),
    host: values.host,
    clientId: values['client-id'],
    clientSecret: values['client-secret'],
    tokenLifetimeSeconds: readNumber('--token-lifetime', values['token-lifetime'], 3600),
    rateLimit: values['no-rate-limit'] ? false : {},
    seed: !values['no-seed'],
    strict: values.strict,
    journalLimit: JOURNAL_LIMIT,
  });
}

function readNumber(name: string, value: string | undefined, absent: number): number {
  const number = value?.trim() === '' ? Number.NaN : Number(value ?? absent);
  if (Number.isNaN(number)) throw new TypeError(`${name} takes a number, not "${value}".`);

  return number;
}

function greeting({ baseURL, options: { clientId, clientSecret } }: Simulator): string {
  return `Alternative Payments simulator on ${baseURL}

export ALTERNATIVE_PAYMENTS_BASE_URL=${quote(baseURL)}
export ALTERNATIVE_PAYMENTS_CLIENT_ID=${quote(clientId)}
export ALTERNATIVE_PAYMENTS_CLIENT_SECRET=${quote(clientSecret)}

curl -u ${quote(`${clientId}:${clientSecret}`)} -d grant_type=client_credentials ${baseURL}/oauth/token

Stop it with Ctrl+C.
`;
}

/** Names alone: the values may be secrets. */
function complaint({ method, path, unknown }: JournalEntry): string {
  return `${method} ${path}: the API has no ${unknown.map((name) => JSON.stringify(name)).join(', ')}.\n`;
}

/** Quotes a value for a POSIX shell. */
function quote(value: string): string {
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
