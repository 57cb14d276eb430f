import type { WebhookAttempt } from '../testing/webhooks/webhook-attempt.js';

/** A line about a delivery. It shows neither the secret nor what was delivered. */
export function attemptLine({
  topic,
  entity_id,
  endpoint_url,
  attempt,
  status,
  error,
}: WebhookAttempt): string {
  const often = attempt === 1 ? '' : `, attempt ${attempt}`;
  return `-> ${topic} ${entity_id} to ${placeOf(endpoint_url)}: ${status ?? error}${often}\n`;
}

/** The query of an address may be a secret. */
function placeOf(address: string): string {
  return URL.canParse(address)
    ? new URL(address).origin + new URL(address).pathname
    : 'an address that is none';
}
