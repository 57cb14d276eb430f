import type { Invariant } from '../invariant.js';
import type { Resident } from '../resident.js';
import { answeredStatus, type Exchange } from '../network.js';
import type { CallPlan } from '../call-plan.js';

/** A request is sent again only where that moves no money twice, and then with the same bytes. */
export const moneyMovesOnce: Invariant<Resident> = (view, violate) => ({
  sent: (exchange) => {
    const wish = view.callOf(exchange);
    if (exchange.to !== 'api' || wish?.plan === undefined) return;
    const { id, plan, sent: earlier } = wish;
    const [first] = earlier;
    if (wish.gaveUpAt !== undefined) violate(`${id} was sent after its caller gave up`);
    if (wish.state !== 'pending') violate(`${id} was sent after it had settled`);
    if (first === undefined) return;
    if (earlier.length > 4) violate(`${id} is sent for the ${earlier.length + 1}th time`);
    if (plan.body === 'stream') violate(`${id} sends its stream again`);
    if (first.body !== exchange.body) violate(`${id} sends another body: ${String(exchange.body)}`);
    if (JSON.stringify(first.headers) !== JSON.stringify(exchange.headers))
      violate(`${id} sends other headers: ${JSON.stringify(exchange.headers)}`);

    if (earlier.filter((one) => isReplay(plan, one)).length > 2) violate(`${id} is replayed three times`);
    for (const one of earlier) {
      if (isReplay(plan, one) && (plan.replay === false || plan.isForeign))
        violate(`${id} is replayed against its will`);
      if (plan.retry === false && !wasRejected(one)) violate(`${id} is retried against its will`);
      if (plan.method !== 'GET' && !wasRejected(one) && !wasOverLimit(one))
        violate(`${plan.method} ${id} is sent again after ${JSON.stringify(one.outcome)}`);
    }
  },
});

function wasRejected(exchange: Exchange): boolean {
  return answeredStatus(exchange) === 401;
}

/** A GET whose 401 broke off may also be sent again because its answer was lost. */
function isReplay({ method }: CallPlan, exchange: Exchange): boolean {
  return wasRejected(exchange) && (method !== 'GET' || exchange.outcome?.kind !== 'cut');
}

function wasOverLimit(exchange: Exchange): boolean {
  return answeredStatus(exchange) === 429;
}
