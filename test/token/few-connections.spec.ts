import http from 'node:http';
import { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Simulator } from 'nestjs-alternative-payments/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startAccount } from '../support/application.js';
import { until } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

/** An agent with one connection. */
function oneConnection(): http.Agent {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  return agent;
}

/** A request that hangs and holds a connection of the agent. Returns what lets it go. */
async function hang(simulator: Simulator, agent: http.Agent): Promise<() => void> {
  simulator.fault({ on: 'GET /payouts', delayMs: 60_000 });
  const hanging = http.get(`${simulator.baseURL}/payouts`, { agent });
  hanging.on('error', () => undefined);
  await simulator.journal.waitFor('GET /payouts');
  return () => void hanging.destroy();
}

describe('a token request that waits for a connection of the agent', () => {
  it('is not timed before it has one', async () => {
    const simulator = await simulate();
    const agent = oneConnection();
    const letGo = await hang(simulator, agent);
    const { http: api } = await startAccount({
      ...simulator.options,
      warmUp: false,
      http: { httpAgent: agent },
      tokenRequest: { timeoutMs: 100 },
    });

    const answer = api.axiosRef.get('/customers');
    await wait(400);
    expect(simulator.journal.tokenRequests).toHaveLength(0);
    letGo();

    expect((await answer).status).toBe(200);
  });

  it('is timed from then on', async () => {
    const simulator = await simulate();
    const agent = oneConnection();
    const letGo = await hang(simulator, agent);
    simulator.fault({ on: 'POST /oauth/token', delayMs: 60_000 });
    const { tokens } = await startAccount({
      ...simulator.options,
      warmUp: false,
      http: { httpAgent: agent },
      tokenRequest: { timeoutMs: 100 },
    });

    const failure = tokens.getToken().catch(String);
    await wait(200);
    letGo();

    expect(await failure).toContain('did not answer within 100 ms');
    expect(simulator.journal.tokenRequests).toHaveLength(1);
  });

  it('keeps its place for as long as the token serves that is held', async () => {
    const simulator = await simulate({ tokenLifetimeSeconds: 4 });
    const agent = oneConnection();
    const events: string[] = [];
    const { tokens } = await startAccount({
      ...simulator.options,
      warmUp: false,
      http: { httpAgent: agent },
      calls: { timeoutMs: 100 },
    });
    tokens.events$.subscribe(({ type }) => events.push(type));
    await tokens.getToken();
    const letGo = await hang(simulator, agent);
    await until(() => tokens.snapshot().isRefreshing);
    // A third of what is left of the token is less than this.
    await wait(600);
    letGo();
    await until(() => tokens.snapshot().generation === 2);

    expect(events).not.toContain('failed');
  });

  it('waits no longer than a call, and its failure says what to do', async () => {
    const simulator = await simulate();
    const agent = oneConnection();
    await hang(simulator, agent);
    const { tokens } = await startAccount({
      ...simulator.options,
      warmUp: false,
      http: { httpAgent: agent },
      calls: { timeoutMs: 200 },
    });

    await expect(tokens.getToken()).rejects.toThrow(/no connection was free within 200 ms.*"maxSockets"/);
  });
});

describe('a token request whose connection does not come about', () => {
  it.each<[string, () => Socket | undefined]>([
    // As a socket is while nobody answers.
    ['a server that is silent', () => Object.defineProperty(new Socket(), 'connecting', { value: true })],
    ['a tunnel that is not built', () => undefined],
  ])('ends within its time: %s', async (_what, createConnection) => {
    const agent = Object.assign(new http.Agent(), { createConnection });
    const { tokens } = await startAccount({
      baseURL: 'http://127.0.0.1:9',
      clientId: 'id',
      clientSecret: 'secret',
      warmUp: false,
      http: { httpAgent: agent },
      tokenRequest: { timeoutMs: 100 },
    });

    await expect(tokens.getToken()).rejects.toThrow('did not answer within 100 ms');
  });
});
