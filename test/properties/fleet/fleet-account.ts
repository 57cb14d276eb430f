import type { AxiosAdapter } from 'axios';
import type { AlternativePaymentsModuleOptions } from 'nestjs-alternative-payments';
import type { SimulatedClock } from '../engine/clock.js';
import { randomFrom } from '../engine/random.js';
import { Server } from '../engine/server.js';
import { KeyRing } from '../engine/key-ring.js';
import type { KeySource } from '../engine/key-source.js';
import type { StoreLink } from './store-link.js';
import type { Difference, FleetTimeline } from './timeline.js';

/** Keys of the encryption in the store, the same for all processes. */
const ENCRYPTION_KEY = Buffer.alloc(32, 'k').toString('base64');

const ADDRESS = 'https://api.test';
const DEMO = 'https://public-api.demo.alternativepayments.io';

/** An account that several processes work with, and its vendor. */
export class FleetAccount {
  readonly server: Server;
  readonly ring: KeyRing;
  readonly origin: string;

  /** @param difference in what it differs from the other account of the run; undefined for the first one */
  constructor(
    readonly name: string,
    clock: SimulatedClock,
    private readonly timeline: FleetTimeline,
    private readonly difference?: Difference,
  ) {
    this.ring = new KeyRing(clock, {
      client: difference === 'client id' ? 'client-2' : 'client-1',
      secret: difference === 'secret' ? '-other' : '',
    });
    // What has the same address, and only another name, is another environment.
    const address = timeline.neighbour === 'environment' ? DEMO : ADDRESS;
    this.origin = difference === 'base URL' ? 'https://eu.api.test' : address;
    const random = randomFrom(timeline.seed ^ (difference === undefined ? 0x5eed : 0xfeed));
    this.server = new Server(clock, random, timeline, (authorization) => this.ring.accepts(authorization));
  }

  options(adapter: AxiosAdapter, store: StoreLink, keys: KeySource): AlternativePaymentsModuleOptions {
    const { difference } = this;
    const { isRotating, warmUp, isPaced, encryption, timeoutMs, leaseMs } = this.timeline;
    return {
      ...(difference === 'environment' ? { environment: 'demo' } : { baseURL: this.origin }),
      ...(isRotating ? { credentials: keys.read } : this.ring.current.pair),
      tokenRequest: { ...(difference === 'scope' && { scope: 'invoices:read' }) },
      tokenStore: {
        store,
        encryption: encryption === 'keys' ? { keys: [ENCRYPTION_KEY] } : 'plaintext',
        timeoutMs,
        leaseMs,
      },
      warmUp,
      http: { adapter },
      ...(!isPaced && { pacing: false }),
    };
  }
}
