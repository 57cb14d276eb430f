import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { type Carrier, carrierOfAccount } from '../axios/carrier.js';
import type { Way } from './call.js';
import type { CallSettings } from './call-settings.js';
import { interceptorMissing } from './interceptor-missing.js';
import { Network } from './network.js';
import { refuseForeignOrigin } from './origin-guard.js';
import { dropHeadersOfTheOption } from './secret-headers.js';
import { usable } from './usable-carrier.js';

/** Decides how the requests of an account are sent, and which requests are admitted. */
export class Ways {
  private readonly host: string;
  private readonly carrier: Carrier | string;
  private readonly network: Network;
  /** The signals that functions given as adapter hold at this moment, once one was given. */
  private signals?: WeakSet<object>;

  constructor(private readonly settings: Pick<CallSettings, 'identity' | 'http'>) {
    this.host = new URL(settings.identity.baseURL).host;
    this.carrier = carrierOfAccount(settings.http);
    this.network = new Network(settings.http);
  }

  /**
   * Decides how a request is sent.
   *
   * @param given the adapter that the request names, or why it cannot be used; undefined for that of the
   * account
   * @throws ForeignOriginError, UnsupportedTransportError before anything is sent
   */
  of(config: InternalAxiosRequestConfig, given: Carrier | string = this.carrier): Way {
    const { network, host } = this;
    refuseForeignOrigin(config, this.settings.identity.baseURL);
    network.admit(config);
    const carrier = usable(given, config);
    if (!carrier.isOwn) this.signals ??= new WeakSet();
    return { carrier, network, host, signals: this.signals };
  }

  /**
   * Whether this is the configuration of an attempt that a function given as adapter is working on, or a copy
   * of it.
   */
  isUnderWay({ signal }: InternalAxiosRequestConfig): boolean {
    return signal !== undefined && this.signals?.has(signal) === true;
  }

  /**
   * Sends requests that a test tool lets through to the network, and refuses those that bypassed the
   * interceptor.
   */
  async letThrough(config: InternalAxiosRequestConfig): Promise<AxiosResponse> {
    const { carrier } = this;
    const { identity, http } = this.settings;
    if (typeof carrier === 'string' || !this.isUnderWay(config)) {
      dropHeadersOfTheOption(config.headers, http.headers);
      throw interceptorMissing(identity.account, config);
    }
    refuseForeignOrigin(config, identity.baseURL);
    return carrier.send(config);
  }
}
