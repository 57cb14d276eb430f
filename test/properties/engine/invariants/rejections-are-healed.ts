import { AlternativePaymentsError } from 'nestjs-alternative-payments';
import { elapsedMs, type Reading } from '../clock.js';
import { CALL_MS, type Invariant } from '../invariant.js';
import type { TokenHolder } from '../token-holder.js';
import type { Wish } from '../wish.js';
import { answeredStatus, endpointOf, type Exchange, FOREIGN_AUTHORIZATION } from '../network.js';
import { statusOf } from '../status-of.js';

/** The calls that may wait for their turn. */
const QUEUE = 100;

/** How often a call is sent on account of rejected tokens. */
const SENDINGS = 3;

/** So long an endpoint that rejected all that was tried is believed to reject everything. */
const ROUND_MS = 60_000;

/** A call of an endpoint ended rejected. That holds for a minute, unless another one is accepted. */
interface Round {
  readonly begunAt: Reading;
  /** On the monotonic clock. */
  acceptedAt?: number;
}

/**
 * A 401 for a token of ours reaches a caller whose request can be sent again only if it was sent as often as may be, its
 * time is over, no other token can be had, it was sent a last time after a pause, or the endpoint has rejected all that was
 * tried of late.
 */
export const rejectionsAreHealed: Invariant = (view, violate) => {
  const rounds = new Map<string, Round>();
  const isOver = ({ begunAt, acceptedAt = Infinity }: Round, at: Reading): boolean => {
    const isLongAgo = elapsedMs(begunAt, at) >= ROUND_MS && !view.clock.wasSetSince(begunAt);
    // Of what is answered within one millisecond, the rejection may have come first.
    return isLongAgo || acceptedAt < at.monotonic;
  };
  return {
    ended: (exchange) => {
      const status = answeredStatus(exchange);
      const isOurs = exchange.to === 'api' && exchange.authorization !== FOREIGN_AUTHORIZATION;
      const round = rounds.get(endpointOf(exchange));
      if (isOurs && status !== undefined && status !== 401 && round !== undefined)
        round.acceptedAt ??= view.clock.read().monotonic;
    },
    settled: ({ id, plan, sent, startedAt, result }) => {
      if (plan === undefined || statusOf(result) !== 401 || plan.isForeign) return;
      const at = view.clock.read();
      const last = sent.at(-1);
      if (last === undefined) return;
      const endpoint = endpointOf(last);
      const round = rounds.get(endpoint);
      const isFirst = round === undefined || isOver(round, at);
      // After that minute the endpoint is tried once more, and what ends that begins the next round.
      if (isFirst || round.acceptedAt !== undefined) rounds.set(endpoint, { begunAt: at });
      if (view.isClosing || plan.body === 'stream' || plan.replay === false) return;
      if (sent.filter((one) => answeredStatus(one) === 401).length >= SENDINGS) return;
      // What is left of an answer that broke off may be taken for a lost connection.
      if (last.outcome?.kind === 'cut') return;
      if (result instanceof Error && result.cause instanceof AlternativePaymentsError) return;
      // An answer that is no error has no cause to say it with.
      const isOutOfTime = at.monotonic - startedAt.monotonic >= CALL_MS;
      if (plan.acceptsAll && (isOutOfTime || isWithoutToken(view) || isQueueFull(view))) return;
      if (hasPaused(sent) || !isFirst) return;
      violate(`${id} was given a 401 and not sent again`);
    },
  };
};

/** Whether it was sent once more after a rejection and a pause. */
function hasPaused(sent: readonly Exchange[]): boolean {
  return sent.some((one, index) => {
    const { endedAt } = sent[index - 1] ?? {};
    return endedAt !== undefined && one.sentAt.monotonic - endedAt.monotonic >= 499;
  });
}

function isWithoutToken({ model }: TokenHolder): boolean {
  return model.failure !== undefined && model.good === undefined;
}

function isQueueFull({ isPaced, pending }: TokenHolder): boolean {
  const isOnTheWire = ({ sent }: Wish): boolean => sent.length > 0 && sent.at(-1)?.outcome === undefined;
  const waiting = [...pending].filter((wish) => wish.plan !== undefined && !isOnTheWire(wish));
  return isPaced && waiting.length >= QUEUE;
}
