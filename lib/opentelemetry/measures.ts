import type { BatchObservableCallback, Meter, MeterProvider, Observable } from '@opentelemetry/api';
import { type Instruments, instrumentsOf } from './instruments.js';
import type { OpenTelemetryApi } from './load-api.js';
import { SCOPE } from './scope.js';

/** What is measured only when somebody collects. */
export interface Collector {
  readonly observables: (instruments: Instruments) => Observable[];
  readonly collect: (instruments: Instruments) => BatchObservableCallback;
}

/**
 * The instruments of the present provider of meters. A meter never follows an SDK that starts after it was made, so
 * the instruments are made again once there is another provider.
 */
export class Measures {
  private provider?: MeterProvider;
  private instruments?: Instruments;
  private collector?: Collector;
  private stopCollecting: () => void = () => undefined;

  constructor(private readonly api: Pick<OpenTelemetryApi, 'metrics'>) {}

  /** The instruments to record with now. */
  present(): Instruments {
    const provider = this.api.metrics.getMeterProvider();
    if (this.instruments === undefined || provider !== this.provider) {
      this.provider = provider;
      const meter = provider.getMeter(...SCOPE);
      this.instruments = instrumentsOf(meter);
      this.observe(meter, this.instruments);
    }
    return this.instruments;
  }

  /** Has this collected whenever somebody asks for metrics. */
  collectFrom(collector: Collector): void {
    this.collector = collector;
    this.instruments = undefined;
    this.present();
  }

  /** Nothing is collected from now on. */
  close(): void {
    this.collector = undefined;
    this.stopCollecting();
  }

  private observe(meter: Meter, instruments: Instruments): void {
    this.stopCollecting();
    if (this.collector === undefined) return;
    const observables = this.collector.observables(instruments);
    const callback = this.collector.collect(instruments);
    meter.addBatchObservableCallback(callback, observables);
    this.stopCollecting = () => meter.removeBatchObservableCallback(callback, observables);
  }
}
