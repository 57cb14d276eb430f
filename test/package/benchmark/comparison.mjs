import { firstValueFrom } from 'rxjs';

/** The two ways in which people send a request. */
export const WAYS = {
  HttpService: (service) => () => firstValueFrom(service.get('/customers')),
  axiosRef: (service) => () => service.axiosRef.get('/customers'),
};

/** CPU time of this process, in microseconds per request. */
async function cpuPerRequest(send, { requests, atOnce }) {
  const before = process.cpuUsage();
  for (let sent = 0; sent < requests; sent += atOnce) await Promise.all(Array.from({ length: atOnce }, send));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / requests;
}

/**
 * Runs the contenders in turn, round after round in one process, each round in another order, and compares them
 * within a round, so that a machine whose speed drifts does not favour any. `floor` against `floorAgain` is
 * the same thing twice: the noise.
 */
export async function compare(contenders, plan) {
  const names = Object.keys(contenders);
  for (const name of names) await cpuPerRequest(contenders[name], { ...plan, requests: plan.requests * 2 });
  const rounds = [];
  for (let round = 0; round < plan.rounds; round += 1) {
    const cost = {};
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(round + turn) % names.length];
      cost[name] = await cpuPerRequest(contenders[name], plan);
    }
    rounds.push(cost);
  }
  return {
    ours: quartiles(rounds.map(({ ours, floor }) => ours / floor)),
    noise: quartiles(rounds.map(({ floorAgain, floor }) => floorAgain / floor)),
    floorMicros: median(rounds.map(({ floor }) => floor)),
    oursMicros: median(rounds.map(({ ours }) => ours)),
  };
}

export function median(values) {
  return quartiles(values)[1];
}

function quartiles(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return [0.25, 0.5, 0.75].map((share) => sorted[Math.floor(share * (sorted.length - 1))]);
}
