import {
  Controller,
  Inject,
  Injectable,
  Module,
  type ModuleMetadata,
  Scope,
  type Type,
} from '@nestjs/common';
import { LazyModuleLoader, NestFactory } from '@nestjs/core';
import { createObserveModule } from '@nestjs/observe';
import { AlternativePaymentsModule } from 'nestjs-alternative-payments';
import {
  AlternativePaymentsWebhooksModule,
  OnWebhook,
  type StoredWebhookEvent,
  WebhookDispatcher,
  type WebhookEvent,
} from 'nestjs-alternative-payments/webhooks';
import { describe, expect, it, onTestFinished } from 'vitest';
import { compiledFile } from '../support/compiled-package.js';
import { failureOf } from '../support/failure-of.js';
import { ACCOUNT, LogLines } from '../support/webhooks.js';

const event: StoredWebhookEvent = {
  version: 1,
  id: 'e1',
  account: 'default',
  receivedAt: '2026-11-30T12:00:00.000Z',
  body: { topic: 'invoice_paid', entity_id: 'i1' },
};

@Module({})
class Feature {}

/** The handlers that an application with these providers runs for an event. */
async function heardBy(calls: string[], metadata: ModuleMetadata, instrument?: object): Promise<string[]> {
  const application = await worker(metadata, instrument);
  expect(await application.get(WebhookDispatcher, { strict: false }).dispatch(event)).toBe('handled');
  return calls.splice(0);
}

async function worker(metadata: ModuleMetadata, instrument?: object) {
  class Root {}
  const { imports = [], ...others } = metadata;
  Module({
    ...others,
    imports: [
      AlternativePaymentsModule.forRoot(ACCOUNT),
      AlternativePaymentsWebhooksModule.forRoot({ route: false }),
      ...imports,
    ],
  })(Root);
  const application = await NestFactory.createApplicationContext(Root, {
    logger: new LogLines(),
    abortOnError: false,
    ...(instrument && { instrument: instrument as never }),
  });
  onTestFinished(() => application.close());
  return application;
}

/** A class that notes what it is called with, and that its `this` is whole. */
function handlerClass(calls: string[], name: string): Type {
  @Injectable()
  class Handler {
    readonly own = name;

    @OnWebhook('invoice_paid')
    handle(heard: WebhookEvent): void {
      calls.push(`${this.own} ${heard.topic}`);
    }
  }
  return named(Handler, name);
}

function named<T extends Type>(type: T, name: string): T {
  Object.defineProperty(type, 'name', { value: name });
  return type;
}

describe('handlers are found', () => {
  it('on providers of all kinds, each once', async () => {
    const calls: string[] = [];
    const types = Object.fromEntries(
      ['Plain', 'ByToken', 'ByFactory', 'ByValue', 'AsyncFactory', 'Controller'].map((name) => [
        name,
        handlerClass(calls, name),
      ]),
    ) as Record<string, Type>;
    Controller('unused')(types['Controller']!);
    const heard = await heardBy(calls, {
      controllers: [types['Controller']!],
      providers: [
        types['Plain']!,
        { provide: 'alias', useExisting: types['Plain']! },
        { provide: 'again', inject: [types['Plain']!], useFactory: (plain: unknown) => plain },
        { provide: 'token', useClass: types['ByToken']! },
        { provide: Symbol('factory'), useFactory: () => new types['ByFactory']!() },
        { provide: 'value', useValue: new types['ByValue']!() },
        { provide: 'async', useFactory: async () => new types['AsyncFactory']!() },
        { provide: 'nothing', useValue: null },
        { provide: 'text', useValue: 'text' },
        { provide: 'bare', useValue: Object.create(null) as object },
      ],
    });
    expect(heard.toSorted()).toEqual([
      'AsyncFactory invoice_paid',
      'ByFactory invoice_paid',
      'ByToken invoice_paid',
      'ByValue invoice_paid',
      'Controller invoice_paid',
      'Plain invoice_paid',
    ]);
  });

  it.each([Scope.REQUEST, Scope.TRANSIENT])(
    'on providers and controllers of another scope (%s)',
    async (scope) => {
      const calls: string[] = [];
      let made = 0;
      @Injectable({ scope })
      class Counter {
        readonly number = (made += 1);
      }
      @Injectable({ scope })
      class Scoped {
        constructor(@Inject(Counter) readonly counter: Counter) {}

        @OnWebhook('invoice_paid')
        handle(): void {
          calls.push(`provider ${this.counter.number}`);
        }
      }
      @Controller({ path: 'unused', scope })
      class ScopedController {
        constructor(@Inject(Counter) readonly counter: Counter) {}

        @OnWebhook('invoice_paid')
        handle(): void {
          calls.push(`controller ${this.counter.number}`);
        }
      }
      const application = await worker({ providers: [Counter, Scoped], controllers: [ScopedController] });
      const dispatcher = application.get(WebhookDispatcher, { strict: false });
      made = 0;
      await dispatcher.dispatch(event);
      await dispatcher.dispatch({ ...event, id: 'e2' });
      // What is request-scoped is made once for each delivery, and shared by its handlers.
      const numbers = calls.map((call) => Number(call.split(' ')[1]));
      expect(numbers).toEqual(scope === Scope.REQUEST ? [1, 1, 2, 2] : numbers);
      expect(new Set(numbers).size).toBe(scope === Scope.REQUEST ? 2 : 4);
      expect(calls.map((call) => call.split(' ')[0])).toEqual([
        'provider',
        'controller',
        'provider',
        'controller',
      ]);
    },
  );

  it('in subclasses, which have those of their base, unless they override one', async () => {
    const calls: string[] = [];
    class Base {
      @OnWebhook('invoice_paid')
      inherited(): void {
        calls.push(`${this.constructor.name}.inherited`);
      }

      @OnWebhook('invoice_paid')
      overridden(): void {
        calls.push('Base.overridden');
      }
    }
    @Injectable()
    class Derived extends Base {
      override overridden(): void {
        calls.push('Derived.overridden');
      }
    }
    expect(await heardBy(calls, { providers: [Derived] })).toEqual(['Derived.inherited']);
  });

  it('in modules that are loaded lazily, once they are', async () => {
    const calls: string[] = [];
    const lazy = handlerClass(calls, 'Lazy');
    class LazyModule {}
    Module({ providers: [lazy] })(LazyModule);
    const application = await worker({});
    const dispatcher = application.get(WebhookDispatcher, { strict: false });
    await dispatcher.dispatch(event);
    expect(calls).toEqual([]);
    await application.get(LazyModuleLoader).load(() => LazyModule);
    await dispatcher.dispatch({ ...event, id: 'e2' });
    expect(calls).toEqual(['Lazy invoice_paid']);
  });

  it('behind proxies, as those of @nestjs/observe', async () => {
    const calls: string[] = [];
    const { ObserveInstrument } = createObserveModule();
    const providers = [handlerClass(calls, 'Instrumented')];
    expect(await heardBy(calls, { providers }, ObserveInstrument)).toEqual(['Instrumented invoice_paid']);
  });

  it('whichever copy of the package their decorator is from', async () => {
    const calls: string[] = [];
    const other = (await import(await compiledFile('lib/webhooks/index.ts'))) as {
      OnWebhook: typeof OnWebhook;
    };
    expect(other.OnWebhook).not.toBe(OnWebhook);
    @Injectable()
    class OfBoth {
      @other.OnWebhook('invoice_paid')
      theirs(): void {
        calls.push('theirs');
      }

      @OnWebhook('invoice_paid')
      @other.OnWebhook('invoice_archived')
      both(): void {
        calls.push('both');
      }
    }
    expect(await heardBy(calls, { providers: [OfBoth] })).toEqual(['theirs', 'both']);
  });
});

describe('handlers that would run twice', () => {
  it('stop the start, naming both modules', async () => {
    const Twice = handlerClass([], 'Twice');
    const failure = await failureOf(
      worker({ imports: [{ module: Feature, providers: [Twice] }], providers: [Twice] }),
    );
    expect(failure).toMatchObject({ code: 'INVALID_REGISTRATION' });
    expect(failure.message).toMatch(
      /^Twice has @OnWebhook\(\) and is provided twice, by (Root and by Feature|Feature and by Root)/,
    );
  });

  it('and those that could not be told apart in the store do as well; two modules tell them apart', async () => {
    const calls: string[] = [];
    const [one, two] = [handlerClass(calls, 'Same'), handlerClass(calls, 'Same')];
    const failure = await failureOf(worker({ providers: [one, two] }));
    expect(failure.message).toMatch(/Two classes with @OnWebhook\(\) have the name Same/);
    expect(
      await heardBy(calls, { imports: [{ module: Feature, providers: [one] }], providers: [two] }),
    ).toHaveLength(2);
  });

  it('have a delivery fail if they come with a module that is loaded lazily', async () => {
    const Twice = handlerClass([], 'Twice');
    class LazyModule {}
    Module({ providers: [Twice] })(LazyModule);
    const application = await worker({ providers: [Twice] });
    await application.get(LazyModuleLoader).load(() => LazyModule);
    await expect(application.get(WebhookDispatcher, { strict: false }).dispatch(event)).rejects.toThrow(
      /is provided twice/,
    );
  });
});
