import type { WebhookAttempt } from '../testing/webhooks/webhook-attempt.js';
import { TRIGGER_PATH } from '../testing/webhooks/trigger.js';
import { askCommand } from './ask-command.js';
import { attemptLine } from './attempt-line.js';
import { askSimulator, DEFAULT_URL } from './running-simulator.js';

const USAGE = `Usage: nestjs-alternative-payments trigger <topic> [entity id] [options]

Has a running simulator deliver an event to the subscriptions to its topic. Nothing else changes in it. Without an
id, the event is about the latest entity of its kind.

  --url <address>  address of the simulator (default ${DEFAULT_URL})
  --help           show this text

The exit code is 0 if every subscriber answered with 2xx, and 1 if not.
`;

/** Makes an event happen in a running simulator. */
export const trigger = askCommand({
  summary: 'have a running simulator deliver an event',
  usage: USAGE,
  least: 1,
  most: 2,
  ask: async (url, [topic, entity_id = '']) => {
    const { body } = await askSimulator(url, TRIGGER_PATH, { topic, entity_id });
    const attempts = body['attempts'] as readonly WebhookAttempt[];
    return {
      text: attempts.map(attemptLine).join(''),
      isSuccess: attempts.every(({ status = 0 }) => status >= 200 && status < 300),
    };
  },
});
