import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  AlternativePaymentsClient,
  AlternativePaymentsModule,
  type AlternativePaymentsModuleOptions,
} from 'nestjs-alternative-payments';
import { type JournalEntry, type Simulator, startSimulator } from 'nestjs-alternative-payments/testing';
import { afterAll, afterEach, beforeAll } from 'vitest';

/** A method of the client as JavaScript sees it. */
type Method = (...given: unknown[]) => Promise<unknown>;

/** The client of one application, and the simulator that it speaks to. */
export interface ClientOfFile {
  readonly api: AlternativePaymentsClient;
  readonly simulator: Simulator;
  /** Calls a method by its name, as JavaScript may. What it throws is thrown here; its promise is returned. */
  call(method: string, ...given: unknown[]): Promise<unknown>;
  /** The names of all methods, such as `customers.list`. */
  methods(): string[];
  /** The requests that arrive while this runs, and what it gives or fails with. */
  watch<T>(run: () => Promise<T>): Promise<{ sent: JournalEntry[]; result?: T; error?: Error }>;
}

/** Starts one application for all tests of a file. Faults end with the test. */
export function clientOfFile(options: AlternativePaymentsModuleOptions = {}): ClientOfFile {
  let simulator: Simulator;
  let application: INestApplicationContext;
  let api: AlternativePaymentsClient;

  beforeAll(async () => {
    simulator = await startSimulator({ rateLimit: false, seed: true });
    const imports = [AlternativePaymentsModule.forRoot({ ...simulator.options, ...options })];
    application = await (await Test.createTestingModule({ imports }).compile()).init();
    api = application.get(AlternativePaymentsClient, { strict: false });
  });
  afterEach(() => simulator.clearFaults());
  afterAll(async () => {
    await application.close();
    await simulator.close();
  });

  const groups = (): [string, Record<string, Method>][] =>
    Object.entries(api).filter(([, group]) => Object.getPrototypeOf(group) === Object.prototype);

  return {
    get api() {
      return api;
    },
    get simulator() {
      return simulator;
    },
    call(name, ...given) {
      const [group = '', method = ''] = name.split('.');
      return (api as unknown as Record<string, Record<string, Method>>)[group]![method]!(...given);
    },
    methods: () => groups().flatMap(([group, of]) => Object.keys(of).map((method) => `${group}.${method}`)),
    async watch(run) {
      const before = simulator.journal.apiRequests.length;
      const outcome = await run().then(
        (result) => ({ result }),
        (error: unknown) => ({ error: error as Error }),
      );
      return { sent: simulator.journal.apiRequests.slice(before), ...outcome };
    },
  };
}
