import 'reflect-metadata';
import { Member } from './member.js';
import type { CommandMessage, MemberMessage } from './messages.js';

const tell = (message: MemberMessage): void => void process.send?.(message);
const member = new Member(tell);

async function obey({ id, command, given }: CommandMessage): Promise<void> {
  try {
    const run = member[command] as (...given: unknown[]) => Promise<unknown>;
    tell({ id, result: await run.apply(member, given) });
  } catch (error) {
    tell({ id, error: String(error) });
  }
}

process.on('message', (message) => void obey(message as CommandMessage));
// Whatever becomes of the test, its processes end with it.
process.on('disconnect', () => process.exit());
