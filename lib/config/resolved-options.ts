import type { AxiosRequestConfig } from 'axios';
import type { AccountIdentity } from '../errors/account-identity.js';
import type { ClientCredentials } from './client-credentials.js';
import type { PacingOptions, TokenRequestOptions, WarmUp } from './options.js';

/** The options of one account after validation, with every default filled in. */
export interface ResolvedOptions {
  readonly identity: AccountIdentity;
  readonly credentials: ClientCredentials;
  readonly warmUp: WarmUp;
  readonly tokenRequest: Readonly<Required<TokenRequestOptions>>;
  readonly pacing: Readonly<Required<PacingOptions>> | false;
  readonly http: AxiosRequestConfig;
}
