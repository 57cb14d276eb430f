import type { HttpService } from '@nestjs/axios';
import type { AxiosRequestConfig, AxiosResponse } from 'axios';

/** Where a call goes. */
export interface Route {
  /** Name of the account, for errors. */
  readonly account: string;
  send(config: AxiosRequestConfig): Promise<AxiosResponse>;
}

/**
 * A route through an `HttpService`, which brings everything with it that is not about the API's own language:
 * the token, the rate budget, retries, timeouts, redaction.
 *
 * @param account the name of the account, which a tenant's service learns only when it is opened
 */
export function routeThrough(http: HttpService, account: () => string): Route {
  return {
    get account() {
      return account();
    },
    send: (config) => http.axiosRef.request(config),
  };
}
