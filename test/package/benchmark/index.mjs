// What the module costs beside an HttpService with a fixed header. Run it with `npm run bench`.
import 'reflect-metadata';
import { compare, WAYS } from './comparison.mjs';
import { ANSWERS, bareHttpService, instantAdapter, ourServices } from './contenders.mjs';
import { weigh } from './memory.mjs';
import { costOfObserving } from './observed.mjs';
import { importTime } from './start-up.mjs';
import { weighTenants } from './tenants.mjs';
import { costOfTypedCalls, heapOfWalk } from './typed-calls.mjs';
import { waitOfPeople } from './waiting.mjs';

const print = (line) => process.stdout.write(`${line}\n`);
const ratio = ([low, middle, high]) => `${middle.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;

print(
  `Node ${process.version}. CPU per request as a ratio to a bare HttpService with a fixed header, whose adapter`,
);
print('answers at once: median (quartiles) of 15 interleaved rounds. Noise is the bare one against itself.');
for (const [answer, data] of Object.entries(ANSWERS)) {
  const http = { baseURL: 'https://api.example', adapter: instantAdapter(data) };
  for (const [way, sender] of Object.entries(WAYS)) {
    for (const atOnce of [1, 10]) {
      const { service, close } = await ourServices(http);
      const [floor, floorAgain] = [bareHttpService(http), bareHttpService(http)];
      const { ours, noise, floorMicros, oursMicros } = await compare(
        { floor: sender(floor), floorAgain: sender(floorAgain), ours: sender(service) },
        { rounds: 15, requests: 4_000, atOnce },
      );
      await close();
      print(
        `  ${way.padEnd(11)}  ${answer.padEnd(9)}  ${String(atOnce).padStart(2)} at once  ${ratio(ours)}   ` +
          `noise ${ratio(noise)}   ${floorMicros.toFixed(1)} → ${oursMicros.toFixed(1)} µs`,
      );
    }
  }
}

print('CPU per call of the client as a ratio to the same request through axiosRef of its account:');
for (const atOnce of [1, 10]) {
  const rows = await costOfTypedCalls({ rounds: 15, requests: 4_000, atOnce });
  for (const [name, { ours, noise, floorMicros, oursMicros }] of Object.entries(rows)) {
    print(
      `  ${name.padEnd(16)}  ${String(atOnce).padStart(2)} at once  ${ratio(ours)}   noise ${ratio(noise)}   ` +
        `${floorMicros.toFixed(1)} → ${oursMicros.toFixed(1)} µs`,
    );
  }
}
print('CPU per request of axiosRef that is reported to OpenTelemetry, above one that nobody observes:');
const { withoutSdk, withSdk, collection } = await costOfObserving({
  rounds: 15,
  requests: 4_000,
  atOnce: 1,
});
for (const [name, { ours, noise, floorMicros, oursMicros }] of Object.entries({
  'no SDK': withoutSdk,
  'an SDK that samples everything': withSdk,
})) {
  print(
    `  ${name.padEnd(31)}  +${(oursMicros - floorMicros).toFixed(1)} µs  ${ratio(ours)}   noise ${ratio(noise)}   ` +
      `${floorMicros.toFixed(1)} → ${oursMicros.toFixed(1)} µs`,
  );
}
print(
  `  A collection beside ${collection.tenants} tenants: ${collection.series} series, median ${collection.medianMs.toFixed(2)} ms, ` +
    `at most ${collection.slowestMs.toFixed(2)} ms`,
);
const heap = Object.entries(await heapOfWalk());
print(
  `Heap while 10,000 items are walked: ${heap.map(([page, bytes]) => `${(bytes / 2 ** 20).toFixed(2)} MB after page ${page}`).join(', ')}`,
);

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
