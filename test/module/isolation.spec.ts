import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpModule, HttpService } from '@nestjs/axios';
import { Injectable, Logger, Module } from '@nestjs/common';
import { Interval, ScheduleModule } from '@nestjs/schedule';
import axios from 'axios';
import { AlternativePaymentsModule, InjectHttpService, TokenService } from 'nestjs-alternative-payments';
import { firstValueFrom } from 'rxjs';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startApplication } from '../support/application.js';
import { simulate } from '../support/simulator.js';

/** Somebody else's API. */
async function startOtherApi(): Promise<{ url: string; authorizations: Array<string | undefined> }> {
  const authorizations: Array<string | undefined> = [];
  const server = createServer((request, response) => {
    authorizations.push(request.headers.authorization);
    response.end('{}');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`, authorizations };
}

@Injectable()
class Weather {
  constructor(
    readonly http: HttpService,
    @InjectHttpService() readonly ours: HttpService,
  ) {}
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('whoever else uses HTTP in the process', () => {
  it('sends no token of ours: the host’s own HttpService, plain axios, unrelated modules', async () => {
    const simulator = await simulate();
    const other = await startOtherApi();
    @Module({ imports: [HttpModule], providers: [Weather] })
    class WeatherModule {}
    @Module({
      imports: [
        HttpModule.register({ timeout: 1_000 }),
        WeatherModule,
        AlternativePaymentsModule.forRoot(simulator.options),
      ],
    })
    class Root {}
    const application = await startApplication(Root);
    const weather = application.get(Weather, { strict: false });
    await firstValueFrom(weather.ours.get('/customers'));

    await firstValueFrom(weather.http.get(other.url));
    await axios.get(other.url);
    await axios.create().get(other.url);
    await axios.get(`${simulator.baseURL}/customers`).catch(() => undefined);

    expect(other.authorizations).toEqual([undefined, undefined, undefined]);
    expect(simulator.journal.apiRequests.map((request) => request.token)).toEqual([
      await application.get(TokenService, { strict: false }).getToken(),
      undefined,
    ]);
    expect(axios.defaults.baseURL).toBeUndefined();
  });

  it('gets nothing of its own into our requests by way of axios’ process-wide defaults', async () => {
    const before = {
      ...axios.defaults,
      headers: { ...axios.defaults.headers, common: { ...axios.defaults.headers.common } },
    };
    onTestFinished(() => {
      Object.assign(axios.defaults, before);
      delete axios.defaults.auth;
      delete axios.defaults.params;
    });
    axios.defaults.headers.common.Authorization = 'Bearer host-secret';
    axios.defaults.headers.common['X-Host-Key'] = 'host-secret';
    axios.defaults.auth = { username: 'host', password: 'host-secret' };
    axios.defaults.params = { key: 'host-secret' };
    const simulator = await simulate();

    const application = await startApplication(AlternativePaymentsModule.forRoot(simulator.options));
    const { status } = await firstValueFrom(
      application.get(HttpService, { strict: false }).get('/customers'),
    );

    expect(status).toBe(200);
    const seen = simulator.journal.requests.map(({ url, headers, body }) =>
      JSON.stringify({ url, headers, body }),
    );
    expect(seen).toHaveLength(2);
    for (const request of seen) expect(request).not.toContain('host-secret');
  });

  it('is left alone however many applications come and go', async () => {
    const simulator = await simulate();
    for (let life = 0; life < 3; life += 1) {
      const application = await startApplication(AlternativePaymentsModule.forRoot(simulator.options));
      await firstValueFrom(application.get(HttpService, { strict: false }).get('/customers'));
      await application.close();
    }

    expect(simulator.journal.apiRequests.map((request) => request.headers.authorization)).toEqual(
      simulator.journal.apiRequests.map((request) => `Bearer ${request.token}`),
    );
    expect(countInterceptors(axios.interceptors.request)).toBe(0);
  });
});

describe('a module that imports ours and an HttpModule', () => {
  it.each([
    ['HttpModule', [HttpModule.register({}), 'ours'] as const],
    ['AlternativePaymentsModule', ['ours', HttpModule.register({})] as const],
  ])('is warned once that %s wins, which comes first', async (winner, order) => {
    const simulator = await simulate();
    const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const ours = AlternativePaymentsModule.forRoot({ ...simulator.options, warmUp: false });
    @Module({ imports: order.map((one) => (one === 'ours' ? ours : one)), providers: [Weather] })
    class Mixed {}

    const application = await startApplication(
      Mixed,
      AlternativePaymentsModule.forRoot({ name: 'eu', ...simulator.options, warmUp: false }),
    );
    const weather = application.get(Weather, { strict: false });

    expect(weather.http === weather.ours).toBe(winner === 'AlternativePaymentsModule');
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]?.[0]).toMatch(
      new RegExp(
        `^Mixed imports both ${winner} .* is that of ${winner}, which is imported first.*@InjectHttpService\\(\\)`,
      ),
    );
  });

  it('is not warned where the HttpModule is merely global, for ours wins as it should', async () => {
    const simulator = await simulate();
    const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    @Module({ imports: [AlternativePaymentsModule], providers: [Weather] })
    class Feature {}

    const application = await startApplication(
      HttpModule.register({ global: true }),
      Feature,
      AlternativePaymentsModule.forRoot({ ...simulator.options, warmUp: false }),
    );
    const weather = application.get(Weather, { strict: false });

    expect(weather.http).toBe(weather.ours);
    const complaints = warn.mock.calls.filter(([text]) => String(text).startsWith('Feature'));
    expect(complaints).toEqual([]);
  });
});

describe('the host’s scheduled jobs', () => {
  it('run once each, with two accounts registered', async () => {
    let ticks = 0;
    @Injectable()
    class Job {
      @Interval(20)
      tick(): void {
        ticks += 1;
      }
    }
    const simulator = await simulate();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    @Module({
      imports: [
        ScheduleModule.forRoot(),
        AlternativePaymentsModule.forRoot(simulator.options),
        AlternativePaymentsModule.forRoot({ name: 'eu', ...simulator.options }),
      ],
      providers: [Job],
    })
    class Root {}
    await startApplication(Root);

    vi.advanceTimersByTime(200);

    expect(ticks).toBe(10);
  });
});

function countInterceptors(manager: object): number {
  return (manager as { handlers?: unknown[] }).handlers?.length ?? 0;
}
