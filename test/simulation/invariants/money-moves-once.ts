import type { CallersView, Invariant } from '../invariant.js';
import { answeredStatus, type Exchange } from '../network.js';

/** A request is sent again only where that moves no money twice, and then with the same bytes. */
export const moneyMovesOnce: Invariant<CallersView> = (view, violate) => ({
  sent: (exchange) => {
    const wish = view.callOf(exchange);
    if (exchange.to !== 'api' || wish?.plan === undefined) return;
    const { id, plan, sent: earlier } = wish;
    const [first] = earlier;
    if (wish.gaveUpAt !== undefined) violate(`${id} was sent after its caller gave up`);
    if (wish.state !== 'pending') violate(`${id} was sent after it had settled`);
    if (first === undefined) return;
    if (earlier.length > 3) violate(`${id} is sent for the ${earlier.length + 1}th time`);
    if (plan.body === 'stream') violate(`${id} sends its stream again`);
    if (first.body !== exchange.body) violate(`${id} sends another body: ${String(exchange.body)}`);
    if (JSON.stringify(first.headers) !== JSON.stringify(exchange.headers)) {
      violate(`${id} sends other headers: ${JSON.stringify(exchange.headers)}`);
    }
    if (earlier.filter(wasRejected).length > 1) violate(`${id} is replayed twice`);
    for (const one of earlier) {
      const rejected = wasRejected(one);
      if (rejected && (plan.replay === false || plan.isForeign))
        violate(`${id} is replayed against its will`);
      if (!rejected && plan.retry === false) violate(`${id} is retried against its will`);
      if (plan.method !== 'GET' && !rejected && !wasOverLimit(one)) {
        violate(`${plan.method} ${id} is sent again after ${JSON.stringify(one.outcome)}`);
      }
    }
  },
});

function wasRejected(exchange: Exchange): boolean {
  return answeredStatus(exchange) === 401;
}

function wasOverLimit(exchange: Exchange): boolean {
  return answeredStatus(exchange) === 429;
}
