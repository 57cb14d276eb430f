import { createHook } from 'node:async_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface Sample {
  readonly heapMB: number;
  /** Armed timers, those included that do not keep the process alive. */
  readonly timers: number;
  /** Sockets, servers and whatever else the process holds open. */
  readonly handles: number;
}

/** Takes the measure of the process. */
export class Resources {
  readonly samples: Sample[] = [];
  private readonly timers = new Set<number>();
  private readonly collectGarbage: () => void;
  private readonly hook = createHook({
    init: (id, type) => {
      if (type === 'Timeout') this.timers.add(id);
    },
    destroy: (id) => {
      this.timers.delete(id);
    },
  });

  constructor() {
    // Without a flag on the command line, so that any runner will do.
    setFlagsFromString('--expose-gc');
    this.collectGarbage = runInNewContext('gc') as () => void;
    this.hook.enable();
  }

  sample(): void {
    this.collectGarbage();
    this.samples.push({ heapMB: process.memoryUsage().heapUsed / 2 ** 20, ...this.held });
  }

  /** What the process holds at this moment. */
  get held(): Omit<Sample, 'heapMB'> {
    const names = process.getActiveResourcesInfo();
    return {
      timers: this.timers.size,
      handles: names.filter((name) => name !== 'Timeout' && name !== 'Immediate').length,
    };
  }

  stop(): void {
    this.hook.disable();
  }

  /** The medians of the first and of the last quarter of the samples. */
  quarters(): { first: Sample; last: Sample } {
    const count = Math.max(1, Math.floor(this.samples.length / 4));
    return { first: medians(this.samples.slice(0, count)), last: medians(this.samples.slice(-count)) };
  }
}

function medians(samples: readonly Sample[]): Sample {
  const median = (pick: (sample: Sample) => number): number =>
    samples.map(pick).toSorted((a, b) => a - b)[Math.floor(samples.length / 2)] ?? NaN;
  return {
    heapMB: Number(median(({ heapMB }) => heapMB).toFixed(2)),
    timers: median(({ timers }) => timers),
    handles: median(({ handles }) => handles),
  };
}
