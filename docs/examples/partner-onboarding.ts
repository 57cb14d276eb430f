import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  type AlternativePaymentsClient,
  AlternativePaymentsTenants,
  type ApiCallOptions,
  ApiForbiddenError,
  type ApiKeyPair,
  CredentialsRejectedError,
} from 'nestjs-alternative-payments';

/** The API keys of your partners, sealed, in your own database. */
export abstract class PartnerKeyTable {
  /** The key that is kept under a name. This is what `tenants.resolve` returns. */
  abstract find(name: string): Promise<ApiKeyPair | undefined>;
  abstract save(name: string, key: ApiKeyPair): Promise<void>;
  abstract remove(name: string): Promise<void>;
}

/** What is wrong with a key, in words for the person who has entered it. */
export class UnusableKeyError extends Error {}

const ONE: ApiCallOptions = { retry: false, timeoutMs: 10_000 };

@Injectable()
export class PartnerOnboarding {
  constructor(
    private readonly tenants: AlternativePaymentsTenants,
    private readonly keys: PartnerKeyTable,
  ) {}

  /**
   * Takes the key of a partner, or the one that replaces it, after it was tried.
   *
   * @throws UnusableKeyError if the API refuses it, or what you need it for
   */
  async accept(partner: string, key: ApiKeyPair): Promise<void> {
    await this.attempt(key);
    await this.keys.save(partner, key);
    // The next call opens the account with the new key.
    await this.tenants.close(partner);
  }

  async leave(partner: string): Promise<void> {
    await this.keys.remove(partner);
    await this.tenants.close(partner);
  }

  /** A key is tried under a name of its own, so that the partner's present one goes on meanwhile. */
  private async attempt(key: ApiKeyPair): Promise<void> {
    const trial = `trial-${randomUUID()}`;
    await this.keys.save(trial, key);
    try {
      await this.read(this.tenants.client(trial));
    } finally {
      await this.keys.remove(trial);
      await this.tenants.close(trial);
    }
  }

  /** One item of everything that your application reads. */
  private async read(api: AlternativePaymentsClient): Promise<void> {
    try {
      await api.customers.list({ limit: 1 }, ONE);
      await api.invoices.list({ limit: 1 }, ONE);
      await api.payments.list({ limit: 1 }, ONE);
    } catch (error) {
      throw explained(error);
    }
  }
}

/** An outage says nothing about the key, and is passed on as it is. */
function explained(cause: unknown): unknown {
  if (cause instanceof CredentialsRejectedError) {
    return new UnusableKeyError(
      'This key does not exist, or its secret is another one. Compare both with the Partner Dashboard.',
      { cause },
    );
  }
  if (cause instanceof ApiForbiddenError) {
    return new UnusableKeyError(
      `This key lacks the scope "${cause.scope}". Create one that has it.`,
      { cause },
    );
  }
  return cause;
}
