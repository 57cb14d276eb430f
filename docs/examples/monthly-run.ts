import { Injectable } from '@nestjs/common';
import {
  ApiBadRequestError,
  ApiNotFoundError,
  ApiUnprocessableError,
  InvalidArgumentError,
} from 'nestjs-alternative-payments';
import { InvoiceInDoubtError, OrderBilling } from './bill-once.js';

/** What a customer pays every month. */
export interface Contract {
  readonly id: string;
  readonly customerId: string;
  readonly dollars: string;
}

/** The contracts in your own database. */
export abstract class ContractTable {
  /** Those that are billed in a month, such as `2027-01`. */
  abstract billedIn(month: string): Promise<readonly Contract[]>;
}

export interface MonthlyResult {
  readonly billed: number;
  /** Contracts for which a person has to do something, and why. */
  readonly open: ReadonlyArray<{
    readonly contract: Contract;
    readonly error: Error;
  }>;
}

@Injectable()
export class MonthlyRun {
  constructor(
    private readonly contracts: ContractTable,
    private readonly orders: OrderBilling,
  ) {}

  /**
   * Bills every contract of a month once. It may be run as often as you like.
   *
   * @param dueDate such as `2027-01-31`
   */
  async run(month: string, dueDate: string): Promise<MonthlyResult> {
    const open = [];
    let billed = 0;
    for (const contract of await this.contracts.billedIn(month)) {
      const { customerId, dollars } = contract;
      const id = `${contract.id} of ${month}`;
      try {
        await this.orders.bill({ id, customerId, dueDate, dollars });
        billed += 1;
      } catch (error) {
        // Everything else would befall the next contract as well: an outage, a refused key.
        if (!isAboutOneContract(error)) throw error;
        open.push({ contract, error });
      }
    }
    return { billed, open };
  }
}

function isAboutOneContract(error: unknown): error is Error {
  return (
    error instanceof InvoiceInDoubtError ||
    error instanceof InvalidArgumentError ||
    error instanceof ApiBadRequestError ||
    error instanceof ApiNotFoundError ||
    error instanceof ApiUnprocessableError
  );
}
