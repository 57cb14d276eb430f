import { setTimeout } from 'node:timers/promises';
import {
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  Catch,
  type ExceptionFilter,
  type ExecutionContext,
  HttpException,
  type INestApplication,
  Injectable,
  type NestInterceptor,
  SetMetadata,
  VersioningType,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, HttpAdapterHost, Reflector } from '@nestjs/core';
import { AlternativePaymentsModule } from 'nestjs-alternative-payments';
import { AlternativePaymentsWebhooksModule } from 'nestjs-alternative-payments/webhooks';
import { type Observable, of } from 'rxjs';
// The lowest rxjs has its operators here only.
import { catchError, map, retry, timeout } from 'rxjs/operators';
import { describe, expect, it } from 'vitest';
import { until } from '../support/fake-time.js';
import { failureOf } from '../support/failure-of.js';
import { ACCOUNT, delivery, type Platform, PLATFORMS, SECRET, startReceiver } from '../support/webhooks.js';

/** Makes a 200 of everything, as some hosts do for their clients. */
@Catch()
class Soothing implements ExceptionFilter {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(_error: unknown, host: ArgumentsHost): void {
    this.host.httpAdapter.reply(host.switchToHttp().getResponse(), { ok: false }, 200);
  }
}
Reflect.defineMetadata('design:paramtypes', [HttpAdapterHost], Soothing);

/** Wraps what is answered, has no patience, and asks again. */
class Impatient implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      timeout(50),
      map((data: unknown) => ({ data })),
      retry(1),
    );
  }
}

/** Answers on its own when its time is over. */
class Answering implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const response = context.switchToHttp().getResponse<{ raw?: Raw } & Raw>();
    const raw = response.raw ?? response;
    globalThis.setTimeout(() => {
      raw.statusCode = 202;
      raw.setHeader('X-Theirs', 'yes');
      raw.writeHead(202);
      raw.write('theirs');
      raw.end();
    }, 20);
    return next.handle().pipe(catchError(() => of({ ok: true })));
  }
}

interface Raw {
  statusCode: number;
  setHeader(name: string, value: string): void;
  writeHead(status: number): void;
  write(text: string): void;
  end(): void;
}

const Public = () => SetMetadata('public', true);

@Injectable()
class Closed implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const isPublic = this.reflector.getAllAndOverride<boolean>('public', [
      context.getHandler(),
      context.getClass(),
    ]);
    if (isPublic === true) return true;
    throw new HttpException('too many', 429);
  }
}
Reflect.defineMetadata('design:paramtypes', [Reflector], Closed);

const SOOTHING = { provide: APP_FILTER, useClass: Soothing };
const use = (useClass: new (...parts: never[]) => NestInterceptor) => ({
  provide: APP_INTERCEPTOR,
  useClass,
});

describe.each(Object.keys(PLATFORMS) as Platform[])('a host on %s', (platform) => {
  it.each([
    ['that times out, wraps, asks again and makes a 200 of every error', [SOOTHING, use(Impatient)]],
    ['that answers on its own', [SOOTHING, use(Answering)]],
  ])('%s changes no answer', async (_, providers) => {
    const { post, recorder } = await startReceiver({ platform, providers });
    recorder.handle = () => setTimeout(300);
    expect(await post({ body: delivery('good') })).toMatchObject({ status: 200, text: '' });
    recorder.handle = async () => {
      await setTimeout(300);
      throw new Error('no');
    };
    const failed = await post({ body: delivery('bad') });
    expect(failed.status).toBe(500);
    expect(failed.text).toMatch(/^the delivery could not be handled/);
    expect(failed.headers['x-theirs']).toBeUndefined();
    // Each was handled once, although the host asked twice.
    expect(recorder.topics).toEqual(['good', 'bad']);

    expect((await post({ body: delivery('x'), secret: 'wrong' })).status).toBe(401);
    expect((await post({ body: {} })).status).toBe(400);
  });

  it('that makes a 200 of every error makes none of what its guard refuses', async () => {
    const guard = { provide: APP_GUARD, useClass: Closed };
    const closed = await startReceiver({ platform, providers: [SOOTHING, guard] });
    expect(await closed.post({ body: delivery('x') })).toMatchObject({ status: 429, text: '' });
    expect(closed.recorder.events).toEqual([]);

    const opened = await startReceiver({
      platform,
      providers: [SOOTHING, guard],
      webhooks: { decorators: [Public()] },
    });
    expect((await opened.post({ body: delivery('x') })).status).toBe(200);
  });

  it('that has answered already ends nothing: the work goes on and is remembered', async () => {
    const hasty: NestInterceptor = {
      intercept: (context, next) => {
        const response = context.switchToHttp().getResponse<{ raw?: Raw } & Raw>();
        const raw = response.raw ?? response;
        raw.writeHead(202);
        raw.end();
        return next.handle();
      },
    };
    const { post, recorder } = await startReceiver({
      platform,
      configure: (application) => application.useGlobalInterceptors(hasty),
    });
    const body = delivery('x');
    expect((await post({ body })).status).toBe(202);
    await until(() => recorder.events.length === 1);
    expect((await post({ body })).status).toBe(202);
    await post({ body: delivery('y') });
    await until(() => recorder.events.length === 2);
    expect(recorder.topics).toEqual(['x', 'y']);
  });

  it('with pipes, a prefix and versions has the route where its prefix says', async () => {
    const everywhere = (application: INestApplication): void => {
      const pipe = { transform: () => ({}) };
      application.useGlobalPipes(pipe);
      application.setGlobalPrefix('api');
      application.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
    };
    const { post, recorder } = await startReceiver({ platform, configure: everywhere });
    expect((await post({ path: '/api/webhooks/alternative-payments', body: delivery('x') })).status).toBe(
      200,
    );
    expect((await post({ path: '/webhooks/alternative-payments', body: delivery('x') })).status).toBe(404);
    expect(recorder.topics).toEqual(['x']);
  });

  it('with versions in a header needs none', async () => {
    const { post } = await startReceiver({
      platform,
      configure: (application) =>
        application.enableVersioning({
          type: VersioningType.HEADER,
          header: 'X-Version',
          defaultVersion: '1',
        }),
    });
    expect((await post({ body: delivery('x') })).status).toBe(200);
  });

  it('may register several accounts, each with a path and secrets of its own', async () => {
    const other = { account: 'eu', path: 'hooks/eu', secrets: 'the-secret-of-the-other' };
    const { post, recorder } = await startReceiver({
      platform,
      imports: [
        AlternativePaymentsModule.forRoot({ ...ACCOUNT, name: 'eu' }),
        AlternativePaymentsWebhooksModule.forRoot(other),
      ],
    });
    expect((await post({ body: delivery('x') })).status).toBe(200);
    expect((await post({ path: '/hooks/eu', body: delivery('y') })).status).toBe(401);
    const reply = await post({ path: '/hooks/eu', secret: 'the-secret-of-the-other', body: delivery('z') });
    expect(reply.status).toBe(200);
    expect(recorder.events.map(({ account, topic }) => [account, topic])).toEqual([
      ['default', 'x'],
      ['eu', 'z'],
    ]);
  });

  it('cannot register a path twice', async () => {
    for (const path of ['Webhooks/Alternative-Payments', '/webhooks/alternative-payments/']) {
      const failure = await failureOf(
        startReceiver({
          platform,
          imports: [
            AlternativePaymentsModule.forRoot({ ...ACCOUNT, name: 'eu' }),
            AlternativePaymentsWebhooksModule.forRoot({ account: 'eu', secrets: SECRET, path }),
          ],
        }),
      );
      expect(failure).toMatchObject({ code: 'INVALID_REGISTRATION' });
      expect(failure.message).toMatch(/registered twice with the path/);
    }
  });
});
