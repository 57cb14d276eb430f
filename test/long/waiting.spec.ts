import { expect, it } from 'vitest';
import { waitOfPeople } from '../package/benchmark/waiting.mjs';

it.each([1, 4, 20])(
  'a person’s call, one in three seconds, hardly waits beside %i background walkers',
  async (walkers) => {
    const people = 300;
    const firstCome = await waitOfPeople({ walkers, people });
    const behind = await waitOfPeople({ walkers, people, priority: 'background' });

    expect(behind.average).toBeLessThan(30);
    expect(behind.of95).toBeLessThan(200);
    expect(behind.average).toBeLessThan(firstCome.average / 5);
  },
);
