/** A transport as axios' http adapter calls it; `http`, `https` and the follow-redirects package are such. */
interface Transport {
  request(options: { maxRedirects?: number }, onResponse: unknown): unknown;
}

/**
 * A transport of the host's own that is told to follow no redirects. Some follow them by themselves, and axios, which
 * follows none here, does not tell them not to.
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

/** The transport, told once to follow no redirects. */
export function obedient(transport: unknown): unknown {
  return transport instanceof ObedientTransport ? transport : new ObedientTransport(transport as Transport);
}
