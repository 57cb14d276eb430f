// What the module costs beside an HttpService with a fixed header. Run it with `npm run bench`.
import 'reflect-metadata';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { compare, WAYS } from './comparison.mjs';
import { bareHttpService, instantAdapter, ourHttpService } from './contenders.mjs';
import { weigh } from './memory.mjs';
import { importTime } from './start-up.mjs';
import { weighTenants } from './tenants.mjs';
import { waitOfPeople } from './waiting.mjs';

const print = (line) => process.stdout.write(`${line}\n`);
const ratio = ([low, middle, high]) => `${middle.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`;

const server = fork(new URL('./loopback-server.mjs', import.meta.url));
const [loopback] = await once(server, 'message');
const settings = [
  {
    network: 'no network',
    http: { baseURL: 'https://api.example', adapter: instantAdapter },
    plan: { rounds: 60, requests: 2_000, warmUp: 4_000 },
  },
  { network: 'loopback', http: { baseURL: loopback }, plan: { rounds: 40, requests: 500, warmUp: 1_500 } },
];

print(
  'CPU per request, ratio to a bare HttpService with a fixed header: median (quartiles) of interleaved rounds',
);
for (const { network, http, plan } of settings) {
  for (const [way, sender] of Object.entries(WAYS)) {
    const { service, close } = await ourHttpService(http);
    const result = await compare(
      {
        floor: sender(bareHttpService(http)),
        floorAgain: sender(bareHttpService(http)),
        ours: sender(service),
      },
      plan,
    );
    await close();
    const cost = `${result.cost.floor.toFixed(1)} → ${result.cost.ours.toFixed(1)} µs`;
    print(`  ${network}, ${way}: ${ratio(result.ours)}   noise: ${ratio(result.noise)}   ${cost}`);
  }
}
server.disconnect();

const { account, axiosInstance } = weigh();
print(
  `Heap of one idle account: ${(account / 1024).toFixed(1)} KB (an axios instance alone: ${(axiosInstance / 1024).toFixed(1)} KB)`,
);
const tenants = await weighTenants();
const { opening, timers, request } = tenants;
print(
  `${tenants.count} tenants, each with a token, asleep: heap ${(tenants.heap / 1024).toFixed(1)} KB each; ` +
    `${timers.awake} timers while awake, ${timers.asleep} asleep`,
);
print(
  `Opening one beside its token call: median ${(opening.median * 1000).toFixed(0)} µs, 99 % within ${(opening.slowest * 1000).toFixed(0)} µs ` +
    `(${(opening.median / tenants.axiosInstance).toFixed(1)} × an axios instance)`,
);
print(
  `A request of one of them: ${(request.many / request.alone).toFixed(2)} × that of a tenant alone ` +
    `(${request.alone.toFixed(1)} → ${request.many.toFixed(1)} µs)`,
);
print(`Import of the package after its peers: ${importTime().toFixed(1)} ms`);
print('A person’s call, one in three seconds, waits in virtual time: average (95 of 100 at most)');
const wait = ({ average, of95 }) => `${average.toFixed(0)} ms (${of95.toFixed(0)} ms)`;
for (const walkers of [1, 4, 20]) {
  const firstCome = wait(await waitOfPeople({ walkers }));
  const behind = wait(await waitOfPeople({ walkers, priority: 'background' }));
  print(`  beside ${walkers} walkers: first come, first served ${firstCome}; in the background ${behind}`);
}
