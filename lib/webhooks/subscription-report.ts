import type { WrongSubscription } from './judge-subscriptions.js';

/** A line for the log. */
interface ReportLine {
  readonly level: 'log' | 'warn';
  readonly text: string;
}

/** Says what was done, what is wrong, and what an operator has to do about it. */
export function reportOn(
  created: readonly string[],
  wrong: readonly WrongSubscription[],
  hasLease: boolean,
): readonly ReportLine[] {
  const lines: ReportLine[] = [];
  if (created.length > 0) lines.push({ level: 'log', text: `subscribed to ${created.join(', ')}.` });
  if (created.length > 0 && !hasLease) {
    lines.push({
      level: 'warn',
      text: 'without a "tokenStore", processes that start at the same time may each subscribe. The next check reports what is there twice.',
    });
  }
  if (wrong.length === 0) return lines;
  const list = wrong.map(({ topic, text }) => `${topic} ${text}`).join('; ');
  lines.push({ level: 'warn', text: `${list}. Nothing is changed or deleted by itself.` });
  if (wrong.some(({ is }) => is === 'wrong')) {
    lines.push({
      level: 'warn',
      text: 'the API cannot change a subscription. Make another one by webhooks.create(), and delete the one that is wrong or double by webhooks.delete(id).',
    });
  }
  if (wrong.some(({ hasOtherSecret }) => hasOtherSecret)) {
    lines.push({
      level: 'warn',
      text: 'a rotation of the secret takes four steps: put the new secret first in "secrets" and keep the old one; make a subscription with it for each topic; once the vendor has ended its retries, delete those with the old secret; then remove the old secret.',
    });
  }
  return lines;
}
