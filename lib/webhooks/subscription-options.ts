import { WEBHOOK_TOPICS } from '../api/types/webhook.js';
import { isLoopback } from '../config/environment-options.js';
import type { Section } from '../config/section.js';
import type { SubscriptionOptions } from './webhooks-options.js';

/** Reads the option `subscriptions`, which is off unless it is given. */
export function subscriptionsOf(section: Section): SubscriptionOptions | undefined {
  if (section.is(false) || section.isLeftOut) return undefined;
  const mode = section.oneOf<SubscriptionOptions['mode'] | undefined>('mode', ['check', 'create'], {
    otherwise: undefined,
  });
  if (section.isAbsent('mode'))
    section.problem('needs "mode": "check" only reports, and "create" also subscribes.');
  const endpointUrl = section.text('endpointUrl');
  if (section.isAbsent('endpointUrl'))
    section.problem('needs "endpointUrl", the public address of the route, which begins with "https://".');
  const problem = endpointUrl === undefined ? undefined : addressProblem(endpointUrl);
  if (problem !== undefined) section.problem(`has "endpointUrl", which ${problem}`);
  return { mode: mode ?? 'check', endpointUrl: endpointUrl ?? '', topics: readTopics(section) };
}

function readTopics(section: Section): SubscriptionOptions['topics'] {
  const given = section.raw('topics') ?? 'handled';
  const isKnown = (topic: unknown): boolean => (WEBHOOK_TOPICS as readonly unknown[]).includes(topic);
  if (given === 'handled' || (Array.isArray(given) && given.length > 0 && given.every(isKnown)))
    return given as SubscriptionOptions['topics'];
  section.problem('has "topics" that are unknown. Give "handled", or a list of names from WEBHOOK_TOPICS.');
  return 'handled';
}

/** The address may hold a secret of its own, so no problem quotes more than its origin. */
function addressProblem(text: string): string | undefined {
  if (!/^https?:\/\/[^/]/i.test(text) || !URL.canParse(text))
    return 'has no scheme or is no URL. Give the whole address, such as "https://api.example.com/webhooks/alternative-payments".';
  const { protocol, origin, username, password } = new URL(text);
  if (username !== '' || password !== '')
    return 'contains a user or password. The secret of a subscription proves who delivers; leave them out.';
  if (text.includes('#')) return 'has a fragment, which is never sent. Leave it out.';
  // On this machine, a simulator is the one that delivers.
  if (protocol === 'http:' && !isLoopback({ environment: '', baseURL: text }))
    return `begins with "${origin}", and http: would show the secret of every delivery to the network. Give an address that begins with "https://"; for local work, http://localhost is allowed.`;

  return undefined;
}
