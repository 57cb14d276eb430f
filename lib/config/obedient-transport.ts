/** A transport as axios' http adapter calls it; `http`, `https` and the follow-redirects package are such. */
interface Transport {
  request(options: { maxRedirects?: number }, onResponse: unknown): unknown;
}

/**
 * A transport of the host's own that is told to follow no redirects. Some follow them by themselves, and axios, which
 * follows none here, does not tell them not to.
 */
export function obedient(transport: unknown): unknown {
  return {
    request: (options: { maxRedirects?: number }, onResponse: unknown) => {
      options.maxRedirects = 0;
      return (transport as Transport).request(options, onResponse);
    },
  };
}
