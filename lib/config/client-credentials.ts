import type { TokenRequestOptions } from './options.js';

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
  toBasicHeader(encoding: NonNullable<TokenRequestOptions['credentialEncoding']>): string {
    const encode = encoding === 'form-urlencoded' ? formEncode : (text: string) => text;
    const pair = `${encode(this.clientId)}:${encode(this.#clientSecret)}`;
    return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
  }

  /** The text with every form in which the secret could appear in it struck out. */
  redact(text: string): string {
    const secret = this.#clientSecret;
    const basics = (['plain', 'form-urlencoded'] as const).map((encoding) =>
      this.toBasicHeader(encoding).slice(6),
    );
    return [...basics, encodeURIComponent(secret), formEncode(secret), secret].reduce(
      (clean, form) => clean.replaceAll(form, '[redacted]'),
      text,
    );
  }
}

function formEncode(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}
