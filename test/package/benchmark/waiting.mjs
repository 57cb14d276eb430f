import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { HttpService } from '@nestjs/axios';
import { AlternativePaymentsModule } from 'nestjs-alternative-payments';
import { inVirtualTime } from './virtual-time.mjs';

/** How long the API takes to answer, in milliseconds. */
const ANSWER_MS = 100;
/** How often somebody opens a page, in milliseconds on average. */
const EVERY_MS = 3_000;

/**
 * How long the calls of people wait for their turn within the rate limit, in milliseconds of virtual time, while others
 * walk through long lists: each walker asks for the next page as soon as it has one.
 *
 * @param plan how many walkers there are, the priority of their calls, and how many people there are
 */
export function waitOfPeople({ walkers, priority, people = 1_000 }) {
  return inVirtualTime(async () => {
    const waits = [];
    const { http, close } = await start((config) => {
      if (config.params?.since !== undefined) waits.push(performance.now() - config.params.since);
    });
    let isOver = false;
    const walk = async () => {
      while (!isOver) await http.get('/invoices', { alternativePayments: { priority } });
    };
    const walks = Array.from({ length: walkers }, walk);
    const random = randomFrom(1);
    const calls = [];
    for (let person = 0; person < people; person += 1) {
      await pass(-Math.log(1 - random()) * EVERY_MS);
      calls.push(http.get('/customers', { params: { since: performance.now() } }));
    }
    await Promise.all(calls);
    isOver = true;
    await Promise.all(walks);
    await close();
    waits.sort((one, other) => one - other);
    return {
      average: waits.reduce((sum, one) => sum + one, 0) / waits.length,
      of95: waits[Math.ceil(waits.length * 0.95) - 1],
    };
  });
}

async function start(onStart) {
  const adapter = async (config) => {
    onStart(config);
    await pass(ANSWER_MS);
    const isToken = config.url.endsWith('/oauth/token');
    const data = isToken ? { access_token: 'token', token_type: 'bearer', expires_in: 3_600 } : { data: [] };
    return { data, status: 200, statusText: 'OK', headers: {}, config };
  };
  const options = { environment: 'demo', clientId: 'id', clientSecret: 'secret', http: { adapter } };
  class Root {}
  Module({ imports: [AlternativePaymentsModule.forRoot(options)] })(Root);
  const application = await NestFactory.createApplicationContext(Root, { logger: false });
  return {
    http: application.get(HttpService, { strict: false }).axiosRef,
    close: () => application.close(),
  };
}

function pass(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Numbers from 0 to 1 that are the same in each run (mulberry32). */
function randomFrom(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
