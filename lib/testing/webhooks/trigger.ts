import type { Call, JsonObject } from '../call.js';
import { badRequest } from '../http-error.js';
import { Input } from '../input.js';
import { json } from '../reply.js';
import type { Route } from '../router.js';
import type { SimulatedWebhooks } from './simulated-webhooks.js';

/** Where a running simulator is asked to make an event happen. It is not part of the vendor's API. */
export const TRIGGER_PATH = '/simulator/events';

/** Makes events happen on request, from this machine alone. */
export function trigger(webhooks: SimulatedWebhooks): Route {
  return {
    method: 'POST',
    path: TRIGGER_PATH,
    body: ['topic', 'entity_id'],
    access: 'local',
    handle: async (call: Call) => json(200, { attempts: await deliver(webhooks, call.json()) }),
  };
}

async function deliver(webhooks: SimulatedWebhooks, body: JsonObject): Promise<unknown> {
  const input = new Input(body);
  const topic = input.required('topic');
  const entity_id = input.optional('entity_id') || undefined;
  input.check();
  try {
    return await webhooks.deliver(topic, { entity_id });
  } catch (error) {
    throw badRequest(error instanceof Error ? error.message : String(error));
  }
}
