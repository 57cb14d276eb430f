import { Injectable, type OnApplicationShutdown } from '@nestjs/common';

/** Stops the SDK of OpenTelemetry together with the application. */
@Injectable()
export class Telemetry implements OnApplicationShutdown {
  private stop: () => Promise<void> = () => Promise.resolve();

  stopWith(stop: () => Promise<void>): void {
    this.stop = stop;
  }

  onApplicationShutdown(): Promise<void> {
    return this.stop();
  }
}
