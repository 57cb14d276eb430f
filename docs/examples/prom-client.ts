import { Injectable, type OnModuleInit } from '@nestjs/common';
import { TokenService } from 'nestjs-alternative-payments';
import { Counter, Gauge, Registry } from 'prom-client';

/** Shows the token of the default account to Prometheus. */
@Injectable()
export class TokenMetrics implements OnModuleInit {
  readonly registry = new Registry();

  constructor(private readonly tokens: TokenService) {}

  onModuleInit(): void {
    const registers = [this.registry];
    const { tokens } = this;
    new Gauge({
      name: 'payments_token_seconds_to_expiry',
      help: 'How long the access token is still valid; 0 without one.',
      registers,
      collect() {
        this.set(tokens.snapshot().secondsToExpiry);
      },
    });
    const events = new Counter({
      name: 'payments_token_events_total',
      help: 'What happened to the access token.',
      labelNames: ['type'],
      registers,
    });
    tokens.events$.subscribe(({ type }) => events.inc({ type }));
  }
}
