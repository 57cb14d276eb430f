import { Observable, type Observer, type Operator, Subscriber, type Subscription } from 'rxjs';

/**
 * An Observable whose subscribers cannot harm its source. RxJS throws the error of a subscriber into the air, where
 * it ends the process; here it goes to a handler. That holds for what is piped from it as well.
 */
export class EventStream<T> extends Observable<T> {
  constructor(
    source: Observable<T>,
    private readonly onListenerError: (error: unknown) => void,
  ) {
    super();
    this.source = source;
  }

  override lift<R>(operator?: Operator<T, R>): Observable<R> {
    const lifted = new EventStream<R>(this as unknown as Observable<R>, this.onListenerError);
    lifted.operator = operator;
    return lifted;
  }

  override subscribe(
    listener?: Partial<Observer<T>> | ((value: T) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    // The inner end of an operator: what it throws, it passes on as an error.
    if (listener instanceof Subscriber) return super.subscribe(listener);
    const given =
      typeof listener === 'object' && listener !== null
        ? listener
        : {
            next: listener ?? undefined,
            error: error ?? this.onListenerError,
            complete: complete ?? undefined,
          };
    return super.subscribe({
      next: (value) => this.contain(() => given.next?.(value)),
      error: (reason: unknown) => this.contain(() => (given.error ?? this.onListenerError)(reason)),
      complete: () => this.contain(() => given.complete?.()),
    });
  }

  private contain(run: () => unknown): void {
    try {
      const result = run();
      // An async listener fails later.
      if (result instanceof Promise) result.catch(this.onListenerError);
    } catch (error) {
      this.onListenerError(error);
    }
  }
}
