import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { textOf } from '../errors/text-of.js';
import { type SimulatorOptions, completeOptions } from '../testing/simulator-options.js';
import type { Simulator } from '../testing/simulator.js';
import { startSimulator } from '../testing/start-simulator.js';
import { DEFAULT_PORT } from './running-simulator.js';
import type { CommandOutput, CommandResult, SubCommand } from './sub-command.js';
import { watch } from './watch.js';

// A server that runs for days must not keep every request. It keeps the latest ones.
const JOURNAL_LIMIT = 1000;

const USAGE = `Usage: nestjs-alternative-payments simulator [options]

Runs a local stand-in for the Alternative Payments API. Nothing it is told leaves this machine, unless webhooks are
delivered to another one. It prints a line for each request and each delivery, and names query parameters and fields
that the API does not have.

  --port <number>            port to listen on, 0 for any free one (default ${DEFAULT_PORT})
  --host <address>           address to listen on (default 127.0.0.1)
  --client-id <text>         client id of the API key
  --client-secret <text>     client secret of the API key
  --token-lifetime <seconds> how long tokens live (default 3600)
  --no-rate-limit            let more than five requests through in a second
  --no-seed                  start without the invented customers
  --deliver-to <url>         subscribe this address to all webhook topics
  --secret <text>            secret of these subscriptions (default: a new one, which is printed once)
  --strict                   answer 400 to parameters and fields that the API does not have
  --help                     show this text
`;

/** Runs a simulator until it is stopped. The exit code is 1 if its address is taken. */
export const simulator: SubCommand = { summary: 'run a local stand-in for the API', run };

async function run(argv: string[], output: CommandOutput): Promise<CommandResult> {
  let given: Arguments | undefined;
  try {
    given = readArguments(argv);
  } catch (error) {
    output.stderr.write(`${textOf(error)}\n\n${USAGE}`);
    return { exitCode: 2 };
  }
  if (!given) {
    output.stdout.write(USAGE);
    return { exitCode: 0 };
  }
  try {
    const { options, receiver } = given;
    const running = await startSimulator(options);
    if (receiver) running.webhooks.subscribe(receiver.url, { secret: receiver.secret });
    output.stdout.write(greeting(running, receiver));
    watch(running, output);
    return { exitCode: 0, running };
  } catch (error) {
    output.stderr.write(`${textOf(error)}\n`);
    return { exitCode: 1 };
  }
}

/** Who is told of everything that happens. */
interface Receiver {
  readonly url: string;
  readonly secret: string;
  /** Whether the secret was made here, so that nobody knows it yet. */
  readonly isNew: boolean;
}

interface Arguments {
  readonly options: SimulatorOptions;
  readonly receiver: Receiver | undefined;
}

/** @returns undefined if help is asked for */
function readArguments(argv: string[]): Arguments | undefined {
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
      'deliver-to': { type: 'string' },
      secret: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return undefined;

  const options = completeOptions({
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
  return { options, receiver: readReceiver(values['deliver-to'], values.secret) };
}

function readReceiver(url: string | undefined, secret: string | undefined): Receiver | undefined {
  if (url === undefined) {
    if (secret !== undefined) throw new TypeError('--secret goes with --deliver-to.');
    return undefined;
  }
  if (!/^https?:\/\/[^/]/i.test(url) || !URL.canParse(url))
    throw new TypeError('--deliver-to takes a whole address, which begins with http:// or https://.');

  // The receiver of this package takes no shorter ones, and a header can carry no others.
  if (secret !== undefined && !/^[!-+\--~]{16,}$/.test(secret))
    throw new TypeError('--secret takes at least 16 ASCII characters without spaces and commas.');

  return { url, secret: secret ?? randomBytes(24).toString('base64url'), isNew: secret === undefined };
}

function readNumber(name: string, value: string | undefined, absent: number): number {
  const number = value?.trim() === '' ? Number.NaN : Number(value ?? absent);
  if (Number.isNaN(number)) throw new TypeError(`${name} takes a number, not "${value}".`);

  return number;
}

function greeting(
  { baseURL, options: { clientId, clientSecret } }: Simulator,
  receiver: Receiver | undefined,
): string {
  return `Alternative Payments simulator on ${baseURL}

export ALTERNATIVE_PAYMENTS_BASE_URL=${quote(baseURL)}
export ALTERNATIVE_PAYMENTS_CLIENT_ID=${quote(clientId)}
export ALTERNATIVE_PAYMENTS_CLIENT_SECRET=${quote(clientSecret)}
${receiver?.isNew ? `export ALTERNATIVE_PAYMENTS_WEBHOOK_SECRETS=${quote(receiver.secret)}\n` : ''}
curl -u ${quote(`${clientId}:${clientSecret}`)} -d grant_type=client_credentials ${baseURL}/oauth/token

Stop it with Ctrl+C.
`;
}

/** Quotes a value for a POSIX shell. */
function quote(value: string): string {
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
