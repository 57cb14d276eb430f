import { createHash } from 'node:crypto';

/** An API key. The secret is a private field, so that no print of this object shows it. */
export class ClientCredentials {
  readonly #clientSecret: string;

  constructor(
    readonly clientId: string,
    clientSecret: string,
  ) {
    this.#clientSecret = clientSecret;
  }

  /** Value of the Authorization header that presents this key to the token endpoint. */
  toBasicHeader(): string {
    const pair = `${this.clientId}:${this.#clientSecret}`;
    return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
  }

  equals(other: ClientCredentials): boolean {
    return this.clientId === other.clientId && this.#clientSecret === other.#clientSecret;
  }

  /**
   * Names what belongs to this key in an environment and a context. The secret is part of the name, although
   * it cannot be derived from it. Otherwise anyone who knows the client id, which is no secret, could reach
   * what belongs to the owner of the key.
   */
  keyIn(environment: string, context: readonly unknown[]): string {
    return nameOf(environment, this.clientId, [...context, this.#clientSecret]);
  }

  /** Names the rate budget of this key. The name stays the same when the secret is replaced. */
  rateKeyIn(environment: string, baseURL: string): string {
    return nameOf(environment, this.clientId, [baseURL]);
  }

  /** Strikes out every form in which the secret could appear in a text. */
  redact(text: string): string {
    const secret = this.#clientSecret;
    const basic = this.toBasicHeader().slice('Basic '.length);
    return [basic, encodeURIComponent(secret), formEncode(secret), secret].reduce(
      (clean, form) => clean.replaceAll(form, '[redacted]'),
      text,
    );
  }
}

function nameOf(environment: string, clientId: string, facts: readonly unknown[]): string {
  const digest = createHash('sha256').update(JSON.stringify([environment, clientId, ...facts]));
  const readable = clientId.replace(/[^\w.-]/g, '_').slice(0, 100);
  return `${environment}:${readable}:${digest.digest('base64url')}`;
}

function formEncode(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}
