import { HttpService } from '@nestjs/axios';
import { Injectable, NotFoundException } from '@nestjs/common';
import {
  AlternativePaymentsClient,
  InjectAlternativePayments,
  InjectHttpService,
  InjectTokenService,
  TokenService,
} from 'nestjs-alternative-payments';
import type { Simulator } from 'nestjs-alternative-payments/testing';
import { Simulators } from '../demo/simulators.js';
import { CallCounts } from './call-counts.js';

/** An account that the dashboard shows. */
export interface WatchedAccount {
  readonly name: string;
  readonly api: AlternativePaymentsClient;
  readonly tokens: TokenService;
  readonly calls: CallCounts;
}

/** An account whose API is a simulator, with which anything may be done. */
export interface SimulatedAccount extends WatchedAccount {
  readonly simulator: Simulator;
}

/** The accounts of the application. */
@Injectable()
export class Accounts {
  readonly all: readonly WatchedAccount[];

  constructor(
    private readonly simulators: Simulators,
    api: AlternativePaymentsClient,
    tokens: TokenService,
    @InjectHttpService() http: HttpService,
    @InjectAlternativePayments('demo') demoApi: AlternativePaymentsClient,
    @InjectTokenService('demo') demoTokens: TokenService,
    @InjectHttpService('demo') demoHttp: HttpService,
  ) {
    this.all = [
      { name: 'default', api, tokens, calls: new CallCounts(http.axiosRef) },
      { name: 'demo', api: demoApi, tokens: demoTokens, calls: new CallCounts(demoHttp.axiosRef) },
    ];
  }

  isSimulated(name: string): boolean {
    return this.simulators.ofAccount(name) !== undefined;
  }

  get simulated(): SimulatedAccount[] {
    return this.all.flatMap((account) => {
      const simulator = this.simulators.ofAccount(account.name);
      return simulator ? [{ ...account, simulator }] : [];
    });
  }

  /** @throws NotFoundException for an account that does not exist, or is a real one */
  simulatedBy(name: string): SimulatedAccount {
    const found = this.simulated.find((account) => account.name === name);
    if (found === undefined) throw new NotFoundException('There is no simulated account of this name');
    return found;
  }
}
