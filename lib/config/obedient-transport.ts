/**
 * A transport as axios' http adapter calls it. Node's `http` and `https` and the follow-redirects package
 * have this form.
 */
interface Transport {
  request(options: { maxRedirects?: number }, onResponse: unknown): unknown;
}

/**
 * Wraps a transport of the host and tells it to follow no redirects. Some transports follow them by
 * themselves, and axios does not tell them not to.
 */
class ObedientTransport implements Transport {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  request(options: { maxRedirects?: number }, onResponse: unknown): unknown {
    options.maxRedirects = 0;
    return this.#transport.request(options, onResponse);
  }
}

/** Wraps a transport so that it follows no redirects. A wrapped transport is not wrapped again. */
export function obedient(transport: unknown): unknown {
  return transport instanceof ObedientTransport ? transport : new ObedientTransport(transport as Transport);
}
