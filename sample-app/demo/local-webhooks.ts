import { randomUUID } from 'node:crypto';

/** Where HOST leaves the application reachable from this machine. */
const LOCAL: Readonly<Record<string, string>> = {
  '127.0.0.1': '127.0.0.1',
  localhost: 'localhost',
  '::1': '[::1]',
  '0.0.0.0': 'localhost',
  '::': 'localhost',
};

/**
 * Gives the webhooks a secret if the environment has none, so that nobody else can deliver, and for a simulator
 * the address at which it reaches the application. No variable of the environment is replaced.
 */
export function configureWebhooks(host: string, port: number, isSimulated: boolean): void {
  if (process.env.WEBHOOKS_URL || process.env.ALTERNATIVE_PAYMENTS_WEBHOOK_SECRETS) return;
  process.env.ALTERNATIVE_PAYMENTS_WEBHOOK_SECRETS = randomUUID();
  const local = LOCAL[host];
  // Without https:, the secret of the deliveries must not leave this machine.
  if (isSimulated && local !== undefined)
    process.env.WEBHOOKS_URL = `http://${local}:${port}/webhooks/alternative-payments`;
}
