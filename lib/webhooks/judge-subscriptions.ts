import type { WebhookSubscription } from '../api/types/index.js';

/** What subscriptions should be like. */
export interface WantedSubscriptions {
  readonly endpointUrl: string;
  readonly topics: readonly string[];
  /** The secrets of the route, the newest first. */
  readonly secrets: readonly string[];
}

/** A topic whose subscription is not as it should be. */
export interface WrongSubscription {
  readonly topic: string;
  readonly is: 'missing' | 'wrong';
  /** What is the matter, as the end of a sentence about the topic. */
  readonly text: string;
  /** Whether it was made with another secret than the newest. */
  readonly hasOtherSecret: boolean;
}

/**
 * Compares the subscriptions of an account with those that should be there, and looks only at those with our
 * address. A field that the API leaves out is no reason for complaint.
 */
export function judgeSubscriptions(
  found: readonly WebhookSubscription[],
  { endpointUrl, topics, secrets }: WantedSubscriptions,
): readonly WrongSubscription[] {
  const address = normalized(endpointUrl);
  const ours = found.filter(({ endpoint_url: url }) => url !== undefined && normalized(url) === address);
  return topics.flatMap((topic): WrongSubscription[] => {
    const those = ours.filter((one) => one.topic === topic);
    if (those.length === 0) return [{ topic, is: 'missing', text: 'is missing', hasOtherSecret: false }];
    const hasOtherSecret = those.some((one) => !isMadeWith(secrets[0], one));
    const texts = [
      ...(those.length > 1 ? [`is there ${those.length} times (${idsOf(those)})`] : []),
      ...those.filter((one) => one.is_active === false).map(({ id }) => `is inactive (${id})`),
      ...those.filter((one) => !isMadeWith(secrets[0], one)).map((one) => secretText(one, secrets)),
    ];
    return texts.length === 0 ? [] : [{ topic, is: 'wrong', text: texts.join(' and '), hasOtherSecret }];
  });
}

/**
 * An address in the one form in which two of them are compared: the host in lower case, without the port that
 * its scheme implies, without a slash at the end. Text that is no URL is compared as it is.
 */
export function normalized(address: string): string {
  if (!URL.canParse(address)) return address;
  const { origin, pathname, search } = new URL(address);
  return origin + pathname.replace(/\/+$/, '') + search;
}

/** The API shows the last four characters of a secret. */
function isMadeWith(secret: string | undefined, { secret_last_4_digits: end }: WebhookSubscription): boolean {
  return end === undefined || (end !== '' && secret?.endsWith(end) === true);
}

function secretText(subscription: WebhookSubscription, secrets: readonly string[]): string {
  if (subscription.secret_last_4_digits === '') return `was made without a secret (${subscription.id})`;
  return secrets.some((secret) => isMadeWith(secret, subscription))
    ? `was made with an older secret (${subscription.id})`
    : `was made with a secret that is refused here (${subscription.id})`;
}

function idsOf(subscriptions: readonly WebhookSubscription[]): string {
  return subscriptions.map(({ id }) => id).join(', ');
}
