import { firstValueFrom } from 'rxjs';

/** CPU time of this process for a number of requests, in microseconds per request. */
async function cpuPerRequest(send, requests) {
  const before = process.cpuUsage();
  for (let request = 0; request < requests; request += 1) await send();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / requests;
}

/** The two ways in which people send a request. */
export const WAYS = {
  HttpService: (service) => () => firstValueFrom(service.get('/customers')),
  axiosRef: (service) => () => service.axiosRef.get('/customers'),
};

/**
 * Runs the contenders in turn, round after round in one process, each round in another order, and compares them
 * within a round, so that a machine whose speed drifts does not favour any. `floor` against `floor again` are
 * the same thing twice: the noise.
 */
export async function compare({ floor, floorAgain, ours }, { rounds, requests, warmUp }) {
  const contenders = [
    ['floor', floor],
    ['floorAgain', floorAgain],
    ['ours', ours],
  ];
  for (const [, send] of contenders) await cpuPerRequest(send, warmUp);
  const ratios = { ours: [], noise: [] };
  const cost = { floor: [], ours: [] };
  for (let round = 0; round < rounds; round += 1) {
    const measured = {};
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const [name, send] = contenders[(round + turn) % contenders.length];
      measured[name] = await cpuPerRequest(send, requests);
    }
    ratios.ours.push(measured.ours / measured.floor);
    ratios.noise.push(measured.floorAgain / measured.floor);
    cost.floor.push(measured.floor);
    cost.ours.push(measured.ours);
  }
  return {
    ours: quartiles(ratios.ours),
    noise: quartiles(ratios.noise),
    cost: { floor: median(cost.floor), ours: median(cost.ours) },
  };
}

export function median(values) {
  return quartiles(values)[1];
}

function quartiles(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return [0.25, 0.5, 0.75].map((share) => sorted[Math.floor(share * (sorted.length - 1))]);
}
