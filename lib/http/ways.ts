import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { type Carrier, carrierOfAccount } from '../axios/carrier.js';
import type { Way } from './call.js';
import type { CallSettings } from './call-settings.js';
import { interceptorMissing } from './interceptor-missing.js';
import { Network } from './network.js';
import { refuseForeignOrigin } from './origin-guard.js';
import { dropHeadersOfTheOption } from './secret-headers.js';
import { usable } from './usable-carrier.js';

/** Says which way the requests of an account go, and which requests may go it. */
export class Ways {
  private readonly host: string;
  private readonly carrier: Carrier | string;
  private readonly network: Network;
  /** The signals that functions given as adapter have at this moment. */
  private readonly signals = new WeakSet<object>();

  constructor(private readonly settings: Pick<CallSettings, 'identity' | 'http'>) {
    this.host = new URL(settings.identity.baseURL).host;
    this.carrier = carrierOfAccount(settings.http);
    this.network = new Network(settings.http);
  }

  /**
   * The way of a request.
   *
   * @param given what it names as its adapter, or why that cannot be; left out for what the account has
   * @throws ForeignOriginError, UnsupportedTransportError before anything is sent
   */
  of(config: InternalAxiosRequestConfig, given: Carrier | string = this.carrier): Way {
    const { network, host, signals } = this;
    refuseForeignOrigin(config, this.settings.identity.baseURL);
    network.admit(config);
    return { carrier: usable(given, config), network, host, signals };
  }

  /** Whether this is the configuration of an attempt that a function given as adapter has in hand, or a copy of it. */
  isUnderWay({ signal }: InternalAxiosRequestConfig): boolean {
    return signal !== undefined && this.signals.has(signal);
  }

  /** Sends what a test tool lets through to the network, and refuses what has not passed the interceptor. */
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
