import { RateQueueFullError } from 'nestjs-alternative-payments';
import { beforeEach, describe, expect, it } from 'vitest';
import { pass, useFakeTime } from '../support/fake-time.js';
import { sendersOf, RecordingApi, startRecorded } from '../support/starts.js';
import { startPlatform } from '../support/tenants.js';

/** Five starts in any 1.1 s, as unless told otherwise. */
const WINDOW_MS = 1_100;

beforeEach(useFakeTime);

describe('a background call', () => {
  it('leaves the last start of each window to others', async () => {
    const { api, background, ordinary } = await startRecorded();
    const walk = Promise.all(Array.from({ length: 9 }, () => background('/walk')));
    await pass(300);
    const person = ordinary('/person');
    await pass(WINDOW_MS * 3);

    expect(api.starts).toEqual([
      ...[0, 0, 0, 0].map((at) => [at, '/walk']),
      [300, '/person'],
      // The person's start lies in the next window, too.
      ...[1_100, 1_100, 1_100].map((at) => [at, '/walk']),
      [1_400, '/walk'],
      [2_200, '/walk'],
    ]);
    expect(await person).toBe(200);
    expect(new Set(await walk)).toEqual(new Set([200]));
  });

  it('uses every start but the last where nobody else calls', async () => {
    const { api, background } = await startRecorded();
    void Promise.all(Array.from({ length: 12 }, () => background('/walk')));
    await pass(WINDOW_MS * 2);

    expect(api.starts.map(([at]) => at)).toEqual([0, 1_100, 2_200].flatMap((at) => [at, at, at, at]));
  });

  it('goes behind every ordinary call that waits, and token calls go ahead of both', async () => {
    const { api, tokens, background, ordinary } = await startRecorded();
    for (let call = 0; call < 5; call += 1) void ordinary('/before');
    await pass(0);
    for (let call = 0; call < 3; call += 1) {
      void background('/walk');
      void ordinary('/person');
    }
    void tokens.refresh();
    await pass(WINDOW_MS);
    await pass(WINDOW_MS);

    expect(api.starts.slice(5)).toEqual([
      [1_100, '/oauth/token'],
      ...[1_100, 1_100, 1_100].map((at) => [at, '/person']),
      // Four starts lie in the window: the fifth is nothing for them.
      ...[2_200, 2_200, 2_200].map((at) => [at, '/walk']),
    ]);
  });

  it('keeps an ordinary call waiting only where a token call took the start that was left', async () => {
    const { api, tokens, background, ordinary } = await startRecorded();
    for (let call = 0; call < 8; call += 1) void background('/walk');
    await pass(100);
    await tokens.refresh();
    void ordinary('/person');
    await pass(WINDOW_MS);

    expect(api.starts.slice(4, 7)).toEqual([
      [100, '/oauth/token'],
      [1_100, '/person'],
      [1_100, '/walk'],
    ]);
  });

  it('waits for as long as ordinary calls use up the rate limit', async () => {
    const { api, background, ordinary } = await startRecorded();
    const stream = async (): Promise<void> => {
      for (let call = 0; call < 30; call += 1) await ordinary('/stream');
    };
    const streams = Promise.all([1, 2, 3, 4, 5, 6].map(stream));
    void background('/walk');
    await pass(60_000);
    await streams;

    expect(api.starts.filter(([, path]) => path === '/stream')).toHaveLength(180);
    expect(api.starts.at(-1)?.[1]).toBe('/walk');
  });

  it('does not delay the start of an ordinary call until it could start itself', async () => {
    const { api, background, ordinary } = await startRecorded();
    for (let call = 0; call < 5; call += 1) {
      void ordinary('/before');
      await pass(100);
    }
    void background('/walk');
    await pass(1);
    void ordinary('/person');
    await pass(WINDOW_MS);

    expect(api.starts.slice(5)).toEqual([
      [1_100, '/person'],
      // The starts at 200, 300, 400 and 1,100 are the four of its window until then.
      [1_300, '/walk'],
    ]);
  });

  it.each(['background', 'ordinary'] as const)(
    'is overtaken by no %s call that comes in the moment in which its turn is due, if others of that kind wait',
    async (kind) => {
      const { api, ...send } = await startRecorded();
      // This timer fires before that of the rate budget.
      setTimeout(() => void send[kind]('/late'), WINDOW_MS);
      for (let call = 0; call < 5; call += 1) void send.ordinary('/before');
      await pass(0);
      void send[kind]('/early');
      await pass(WINDOW_MS);

      expect(api.starts.slice(5)).toEqual([
        [1_100, '/early'],
        [1_100, '/late'],
      ]);
    },
  );

  it('has its turn where a window holds one start', async () => {
    const { api, background, ordinary } = await startRecorded({ pacing: { requests: 1 } });
    void background('/walk');
    void background('/walk');
    void ordinary('/person');
    await pass(WINDOW_MS * 2);

    expect(api.starts).toEqual([
      [0, '/walk'],
      [1_100, '/person'],
      [2_200, '/walk'],
    ]);
  });

  it('stays one when it is sent again after a failure, and after a rejected token', async () => {
    const { api, background } = await startRecorded({ pacing: { requests: 3 } });
    api.answer = () => ({ status: api.starts.length === 1 ? 503 : 200 });
    const first = background('/retried');
    const second = background('/beside');
    // The pause before the retry is shorter than the window.
    await pass(WINDOW_MS);
    expect(api.starts.map(([at]) => at)).toEqual([0, 0, 1_100]);
    expect(await Promise.all([first, second])).toEqual([200, 200]);

    await pass(WINDOW_MS);
    api.begin();
    api.answer = () => ({ status: api.starts.length === 1 ? 401 : 200 });
    const replayed = background('/replayed');
    await pass(WINDOW_MS);
    // The token call took the second start, and the third is left to others.
    expect(api.starts).toEqual([
      [0, '/replayed'],
      [0, '/oauth/token'],
      [1_100, '/replayed'],
    ]);
    expect(await replayed).toBe(200);
  });
});

describe('the queues', () => {
  const pacing = { queue: 2 };

  it('keep the places of ordinary calls from background calls, which have as many of their own', async () => {
    const { api, background, ordinary } = await startRecorded({ pacing });
    const walk = Array.from({ length: 7 }, () => background('/walk'));
    const people = Array.from({ length: 4 }, () => ordinary('/person'));
    const [refusedWalk, refusedPerson] = await Promise.all([walk[6], people[3]]);

    expect(refusedWalk).toBeInstanceOf(RateQueueFullError);
    expect(refusedWalk).toMatchObject({
      code: 'RATE_QUEUE_FULL',
      waiting: 2,
      message: expect.stringMatching(/^2 background calls of .* account "default" already wait/),
    });
    expect(refusedPerson).toMatchObject({
      code: 'RATE_QUEUE_FULL',
      waiting: 2,
      message: expect.stringMatching(/^2 requests of/),
    });
    await pass(WINDOW_MS * 2);
    expect(await Promise.all([...walk.slice(0, 6), ...people.slice(0, 3)])).toEqual(Array(9).fill(200));
    expect(api.starts).toHaveLength(9);
  });

  it('take back the place of a background call that is given up, and nothing of it is sent', async () => {
    const { api, background } = await startRecorded({ pacing });
    for (let call = 0; call < 4; call += 1) void background('/before');
    const abort = new AbortController();
    const givenUp = [1, 2].map(() => background('/given-up', {}, { signal: abort.signal }));
    await pass(500);
    abort.abort();
    expect(await Promise.all(givenUp)).toEqual([
      expect.objectContaining({ code: 'ERR_CANCELED' }),
      expect.objectContaining({ code: 'ERR_CANCELED' }),
    ]);

    const later = [1, 2].map(() => background('/later'));
    await pass(WINDOW_MS);
    expect(await Promise.all(later)).toEqual([200, 200]);
    expect(api.starts.map(([, path]) => path)).not.toContain('/given-up');
  });

  it('are emptied when the application closes: what was not sent ends at once', async () => {
    const { api, application, background } = await startRecorded();
    const walk = Array.from({ length: 10 }, () => background('/walk'));
    await pass(10);
    const closing = application.close();
    const ended = await Promise.all(walk.slice(4));
    expect(ended).toEqual(Array(6).fill(expect.objectContaining({ code: 'ACCOUNT_CLOSED' })));
    await pass(60_000);
    await closing;
    expect(api.starts).toHaveLength(4);
  });
});

describe('the time of a background call', () => {
  // Each ordinary call keeps it waiting for another ten seconds.
  const options = { pacing: { requests: 1, perMilliseconds: 10_000 }, calls: { timeoutMs: 15_000 } };

  it('does not run while it waits for its turn, and goes on from there', async () => {
    const { api, background, ordinary } = await startRecorded(options);
    api.answer = ({ url }) => (url === '/walk' ? { afterMs: 60_000 } : {});
    const people = [1, 2].map(() => ordinary('/person'));
    await pass(9_000);
    const walk = background('/walk', {}, { timeout: 0 });
    let ended: number | Error | undefined;
    void walk.then((end) => (ended = end));
    await pass(11_000);
    expect(api.starts.at(-1)).toEqual([20_000, '/walk']);
    await pass(14_999);
    expect(ended).toBeUndefined();
    await pass(1);

    expect(await walk).toMatchObject({ code: 'CALL_TIMED_OUT', phase: 'answer', timeoutMs: 15_000 });
    expect((await walk).toString()).not.toContain('nothing was sent');
    expect(await Promise.all(people)).toEqual([200, 200]);
  });

  it('runs where the caller has limited it, and the error says that nothing was sent', async () => {
    const { api, background, ordinary } = await startRecorded(options);
    void ordinary('/person');
    const walk = background('/walk', { timeoutMs: 2_000 });
    await pass(2_000);

    expect(await walk).toMatchObject({
      code: 'CALL_TIMED_OUT',
      phase: 'slot',
      timeoutMs: 2_000,
      message:
        'GET /walk did not complete within 2000 ms; it was waiting for its turn within the rate budget, and nothing ' +
        'was sent. If that is expected, raise "alternativePayments.timeoutMs".',
    });
    await pass(60_000);
    expect(api.starts).toEqual([[0, '/person']]);
  });
});

describe('a background call is an ordinary one', () => {
  it('without a rate budget', async () => {
    const { api, background } = await startRecorded({ pacing: false });
    expect(await Promise.all(Array.from({ length: 20 }, () => background('/walk')))).toEqual(
      Array(20).fill(200),
    );
    expect(api.starts.map(([at]) => at)).toEqual(Array(20).fill(0));
  });

  it('with a shared one: it has its turn as it came, and its waiting counts', async () => {
    let waitMs = 0;
    const { api, background, ordinary } = await startRecorded({
      pacing: { shared: { reserve: () => Promise.resolve(waitMs) } },
      calls: { timeoutMs: 2_500 },
    });
    waitMs = 1_000;
    const first = background('/walk');
    void ordinary('/person');
    const third = background('/late');
    await pass(3_000);

    expect(api.starts).toEqual([
      [1_000, '/walk'],
      [2_000, '/person'],
    ]);
    expect(await first).toBe(200);
    expect(await third).toMatchObject({ code: 'CALL_TIMED_OUT', phase: 'slot' });
  });
});

it('lets the other calls of its own tenant go ahead, and no others wait', async () => {
  const api = new RecordingApi();
  const { tenants } = await startPlatform(
    { resolve: (name) => ({ clientId: name, clientSecret: `${name}-secret` }) },
    { http: { adapter: api.adapter } },
  );
  const [one, other] = await Promise.all(
    ['one', 'other'].map(async (name) => sendersOf((await tenants.get(name)).httpService)),
  );
  await Promise.all([one?.ordinary('/one'), other?.ordinary('/other')]);
  await pass(60_000);
  api.begin();
  for (let call = 0; call < 6; call += 1) void one?.background('/one/walk');
  await pass(0);
  for (let call = 0; call < 2; call += 1) void one?.ordinary('/one/person');
  for (let call = 0; call < 4; call += 1) void other?.background('/other/walk');
  await pass(WINDOW_MS);

  expect(api.starts).toEqual([
    ...Array(4).fill([0, '/one/walk']),
    [0, '/one/person'],
    ...Array(4).fill([0, '/other/walk']),
    [1_100, '/one/person'],
    ...Array(2).fill([1_100, '/one/walk']),
  ]);
});
