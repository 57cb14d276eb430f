import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { passUntil, useFakeTime } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

describe('a renewal during a burst, with pacing on', () => {
  it('takes the next slot ahead of the calls that wait, and the server never sees more than 5 requests in a second', async () => {
    useFakeTime();
    // The simulator counts like the vendor.
    const simulator = await simulate({ rateLimit: {}, tokenLifetimeSeconds: 6 });
    const { http } = await startAccount(
      { ...simulator.options, pacing: { perMilliseconds: 1_500 }, warmUp: false },
      { refreshFrom: 0.7, refreshTo: 0.7 },
    );

    const calls = Promise.all(Array.from({ length: 20 }, () => http.axiosRef.get('/customers')));
    await passUntil(
      () => simulator.journal.apiRequests.filter(({ outcome }) => outcome === 'answered').length === 20,
    );
    const answers = await calls;

    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    const { requests } = simulator.journal;
    expect(requests.filter(({ status }) => status === 429)).toEqual([]);
    for (const { at } of requests) {
      const within = requests.filter((other) => other.at >= at && other.at < at + 1_000);
      expect(within.length).toBeLessThanOrEqual(5);
    }
    // Slots open at 0, 1.5, 3 and 4.5 s. The renewal is due at 4.2 s, while six calls wait, and is the first of the last five.
    const places = requests.flatMap(({ path }, place) => (path === '/oauth/token' ? [place] : []));
    expect(places).toEqual([0, 15]);
  });
});
