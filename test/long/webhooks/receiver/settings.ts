import type { AlternativePaymentsModuleOptions } from 'nestjs-alternative-payments';

/** What a process that receives deliveries works with. It is handed over as JSON. */
export interface ReceiverSettings {
  /** Tells the processes apart in the journal, those that took the place of another included. */
  readonly name: string;
  /** Options of the account, but for what cannot be sent. */
  readonly api: AlternativePaymentsModuleOptions;
  readonly client: 'ioredis' | 'node-redis';
  readonly redisURL: string;
  /** The file to which all processes append what their handlers do. */
  readonly journal: string;
  /** How long a delivery waits after the death of its process, in milliseconds. */
  readonly leaseMs: number;
  /** How long a handler takes, in milliseconds. */
  readonly handlerMs: number;
}
