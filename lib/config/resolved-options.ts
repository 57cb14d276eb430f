import type { AxiosRequestConfig } from 'axios';
import type { AccountIdentity } from '../errors/account-identity.js';
import type { CallOptions } from './call-options.js';
import type { ClientCredentials } from './client-credentials.js';
import type { TokenStore } from '../sharing/token-store.js';
import type { TokenSeal } from '../sharing/token-seal.js';
import type { TenantsOptions } from './tenants-options.js';
import type { CredentialsProvider } from './credentials-provider.js';
import type { PacingOptions, WarmUp } from './account-options.js';

export type ResolvedPacing = Readonly<
  Required<Omit<PacingOptions, 'shared'>> & Pick<PacingOptions, 'shared'>
>;

export interface ResolvedTokenStore {
  readonly store: TokenStore;
  readonly seal: TokenSeal;
  readonly timeoutMs: number;
  readonly leaseMs: number;
}

/** The options of one account after validation, with every default filled in. */
export interface ResolvedOptions {
  readonly identity: AccountIdentity;
  /** The API key, or what reads it; undefined for a registration that has only tenants. */
  readonly credentials: ClientCredentials | CredentialsProvider | undefined;
  readonly warmUp: WarmUp;
  /** Unused for that many milliseconds, the account's token is not renewed until its next use. */
  readonly sleepAfterMs?: number;
  readonly tokenRequest: { readonly scope: string; readonly timeoutMs?: number };
  readonly pacing: ResolvedPacing | false;
  readonly tokenStore?: ResolvedTokenStore;
  readonly tenants?: Readonly<Required<TenantsOptions>>;
  readonly calls: Readonly<Required<CallOptions>>;
  readonly http: AxiosRequestConfig;
}
