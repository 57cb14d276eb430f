import type { HttpService } from '@nestjs/axios';
import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { Account } from '../account/account.js';
import type { Carrier } from '../axios/carrier.js';
import type { ResolvedOptions } from '../config/resolved-options.js';
import { Call } from '../http/call.js';
import { CallLog } from '../http/call-log.js';
import { createHttpService } from '../http/http-service.factory.js';
import { takeOut } from '../http/network.js';
import { interceptorMissing } from '../http/interceptor-missing.js';
import { asAxiosKnowsIt } from '../http/our-error.js';
import type { RequestPath, RequestRunner } from '../http/request-runner.js';
import { dropHeadersOfTheOption } from '../http/secret-headers.js';
import { fit } from './fit.js';
import type { AccountByName } from './account-by-name.js';

/**
 * The path of requests that are made for a tenant by name. It leads to the account that is open at that
 * moment.
 */
export class TenantRequests implements RequestPath {
  readonly httpService: HttpService;
  /**
   * The runners of our calls in progress, and how many calls each has. During a call, an account may be
   * forgotten and another opened.
   */
  readonly #underWay = new Map<RequestRunner, number>();

  constructor(
    private readonly tenant: AccountByName,
    /** Options of the account that was last seen. The defaults of the axios instance match them. */
    private options: ResolvedOptions,
  ) {
    this.httpService = createHttpService(options, this);
  }

  get identity(): ResolvedOptions['identity'] {
    return this.options.identity;
  }

  async run(config: InternalAxiosRequestConfig, given?: Carrier | string): Promise<AxiosResponse> {
    // The defaults that axios has merged into this request.
    const merged = this.options;
    const { present } = this.tenant;
    if (present !== undefined) return this.runOn(present, merged, config, given);
    let call: Call;
    try {
      call = new Call(config, merged.calls.timeoutMs);
    } catch (error) {
      takeOut(config);
      throw asAxiosKnowsIt(error, config);
    }
    const run = (): Promise<AxiosResponse> => this.runOnceOpen(call, merged, given);
    return this.tenant.observed?.call(call, run) ?? run();
  }

  async letThrough(config: InternalAxiosRequestConfig): Promise<AxiosResponse> {
    for (const runner of this.#underWay.keys())
      if (runner.isUnderWay(config)) return runner.letThrough(config);

    dropHeadersOfTheOption(config.headers, this.options.http.headers);
    throw interceptorMissing(this.identity.account, config);
  }

  /** Replaces the defaults of the axios instance with those of this account. */
  adopt({ options }: Account): void {
    fit(this.httpService.axiosRef.defaults, this.options, options);
    this.options = options;
  }

  /** Opens the account of the tenant first. */
  private async runOnceOpen(
    call: Call,
    merged: ResolvedOptions,
    given?: Carrier | string,
  ): Promise<AxiosResponse> {
    const { config } = call;
    let account: Account;
    try {
      call.enter('account');
      do account = await this.tenant.reach(call.signal);
      while (account.isClosed);
    } catch (error) {
      takeOut(config);
      // The runner of an account logs its calls, and this call has reached none.
      new CallLog(this.identity.account).failed(call, error);
      call.answered();
      throw asAxiosKnowsIt(error, config);
    }
    call.enter('token');
    return this.runOn(account, merged, config, given, call);
  }

  private async runOn(
    account: Account,
    merged: ResolvedOptions,
    config: InternalAxiosRequestConfig,
    given?: Carrier | string,
    call?: Call,
  ): Promise<AxiosResponse> {
    this.adopt(account);
    fit(config, merged, account.options);
    const runner = account.requests;
    this.#underWay.set(runner, (this.#underWay.get(runner) ?? 0) + 1);
    try {
      return await runner.run(config, given, call);
    } finally {
      const left = (this.#underWay.get(runner) ?? 1) - 1;
      if (left === 0) this.#underWay.delete(runner);
      else this.#underWay.set(runner, left);
    }
  }
}
