import { writeFileSync } from 'node:fs';
import type { CommandOutput } from '../sub-command.js';
import { readAccount } from './account.js';
import { askEverything } from './ask.js';
import { FACTS } from './facts.js';
import { shapesOf } from './shapes.js';
import { judgeAll, tableOf } from './table.js';

/** What is asked for on the command line. */
interface Wishes {
  readonly account?: string;
  readonly variables: NodeJS.ProcessEnv;
  /** The file for the shapes of the answers. */
  readonly save?: string;
  readonly production?: boolean;
}

/**
 * Asks the service, prints the table and returns the exit code.
 *
 * @throws Error that says why the service could not be asked, or the file not be written
 */
export async function compare(wishes: Wishes, output: CommandOutput): Promise<number> {
  const account = readAccount(wishes.account, wishes.variables, wishes.production === true);
  const seen = await askEverything(account);
  const rows = judgeAll(FACTS, seen);
  output.stdout.write(
    `Account "${account.name}", environment ${account.environment}: ` +
      `${seen.exchanges.length} GET requests were answered.\n\n${tableOf(rows)}`,
  );
  if (wishes.save !== undefined) writeFileSync(wishes.save, `${JSON.stringify(shapesOf(seen), null, 2)}\n`);
  return rows.some(({ verdict }) => verdict === 'differs') ? 1 : 0;
}
