import type { TenantOptions } from '../config/tenants-options.js';
import { ClientCredentials } from '../config/client-credentials.js';
import type { ApiKeyPair, CredentialsProvider } from '../config/credentials-options.js';
import { withInheritedOptions } from '../config/inherited-options.js';
import type { AlternativePaymentsModuleOptions } from '../config/module-options.js';
import { isPlainObject, kindOf } from '../config/values.js';
import { type ResolvedOptions, resolveOptions } from '../config/resolved-options.js';
import { harmlessCause } from '../errors/harmless-cause.js';
import { InvalidOptionsError } from '../errors/invalid-options.error.js';
import { TenantNotFoundError } from '../errors/tenant-not-found.error.js';
import { TenantNotResolvedError } from '../errors/tenant-not-resolved.error.js';
import { stayAwake } from '../timing/stay-awake.js';
import { withinOrAgain } from '../timing/within.js';
import { tenantAccountName } from './tenant-name.js';

const REMEDY = 'Check the function given as "tenants.resolve".';

/** Determines the options of a tenant's account from the host's `resolve` and the registration. */
export class TenantResolver {
  constructor(
    private readonly registration: AlternativePaymentsModuleOptions,
    private readonly resolved: ResolvedOptions,
  ) {}

  /**
   * @param shutdown aborted by the shutdown
   * @throws TenantNotFoundError if `resolve` returns nothing
   * @throws TenantNotResolvedError if `resolve` fails, takes too long, or returns options that cannot be used
   * @throws the reason of the shutdown
   */
  async resolve(tenantId: string, shutdown: AbortSignal): Promise<ResolvedOptions> {
    const rest = stayAwake();
    try {
      const given = await this.ask(tenantId, shutdown);
      const own = this.check(tenantId, given);
      // All tenants share one store and one set of keys.
      const { tokenStore, tenants } = this.resolved;
      const options = { ...own, tokenStore, sleepAfterMs: own.sleepAfterMs ?? tenants?.sleepAfterMs };
      if (!(options.credentials instanceof ClientCredentials)) return options;
      return { ...options, credentials: this.rereading(tenantId, given, options) };
    } catch (error) {
      shutdown.throwIfAborted();
      if (error instanceof TenantNotResolvedError || error instanceof TenantNotFoundError) throw error;
      throw new TenantNotResolvedError(tenantId, '"tenants.resolve" failed', 'Its cause says why.', {
        cause: harmlessCause(error),
      });
    } finally {
      rest();
    }
  }

  /** @param signal ends the wait; that of an account is aborted by the shutdown as well */
  private async ask(tenantId: string, signal: AbortSignal): Promise<TenantOptions> {
    const { tenants } = this.resolved;
    if (tenants === undefined) {
      throw new TenantNotResolvedError(
        tenantId,
        'the registration has no tenants',
        'Give it the option "tenants" with a function "resolve".',
      );
    }
    const { resolve, resolveTimeoutMs } = tenants;
    const given = await withinOrAgain(
      resolveTimeoutMs,
      (ended) => resolve(tenantId, { signal: ended }),
      signal,
    );
    if (given === undefined || given === null) throw new TenantNotFoundError(tenantId);
    return given;
  }

  private check(tenantId: string, given: TenantOptions): ResolvedOptions {
    const refuse = (problem: string, cause?: Error): never => {
      throw new TenantNotResolvedError(tenantId, problem, REMEDY, { cause });
    };
    if (!isPlainObject(given))
      return refuse(`"tenants.resolve" returned ${kindOf(given)} instead of options`);
    for (const option of ['tenants', 'tokenStore'])
      if (given[option] != null) return refuse(`"${option}" belongs to the registration, not to a tenant`);

    try {
      return resolveOptions(
        withInheritedOptions(this.registration, given),
        tenantAccountName(this.resolved.identity.account, tenantId),
      );
    } catch (error) {
      if (error instanceof InvalidOptionsError) return refuse(error.problems.join(' '), error);
      throw error;
    }
  }

  /**
   * A key that `resolve` returned may be replaced like any other, so `resolve` is called again for each token
   * request after the first one. A key of another environment must not be sent to this one. A tenant that is
   * no longer found counts as an outage: the row may be missing for a moment only, and close() is the way to
   * end an account for good.
   */
  private rereading(
    tenantId: string,
    { clientId = '', clientSecret = '' }: TenantOptions,
    { identity }: ResolvedOptions,
  ): CredentialsProvider {
    let known: ApiKeyPair | undefined = { clientId, clientSecret };
    return async ({ signal }) => {
      if (known !== undefined) {
        const first = known;
        known = undefined;
        return first;
      }
      const given = await this.ask(tenantId, signal);
      if (this.check(tenantId, given).identity.baseURL !== identity.baseURL) {
        throw new Error(
          `the tenant's environment has changed; call close() for it, and get() opens it again`,
        );
      }
      return given as ApiKeyPair;
    };
  }
}
