import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Simulator } from 'nestjs-alternative-payments/testing';

/** The simulators that stand in for accounts without an API key. They end with the application. */
@Injectable()
export class Simulators implements OnApplicationShutdown {
  private readonly running = new Map<string, Simulator>();

  /** The simulator that stands in for the account of this name, if one does. */
  ofAccount(account: string): Simulator | undefined {
    return this.running.get(`account ${account}`);
  }

  /** Stores a simulator, or none, under this name, and closes the previous one. */
  async replace(name: string, simulator?: Simulator): Promise<void> {
    const replaced = this.running.get(name);
    if (simulator) this.running.set(name, simulator);
    else this.running.delete(name);
    await replaced?.close();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.running.values()].map((simulator) => simulator.close()));
  }
}
