import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { within } from '../timing/within.js';
import type { AlternativePaymentsWebhooksOptions } from './webhooks-options.js';
import { secretsOf } from './webhook-secrets.js';

/** How long a function may take to tell the secrets, in milliseconds. */
const ASKING_MS = 5_000;

/** The secrets, or the function that is asked for them. */
export type SecretsSource = Exclude<AlternativePaymentsWebhooksOptions['secrets'], string | undefined>;

/**
 * The bearer secret of a request. Node has put several headers of that name together or dropped all but one,
 * so they are counted as they came; where a host makes requests itself, only the header itself is there.
 *
 * @returns undefined unless there is exactly one, with exactly one secret
 */
export function bearerOf({ rawHeaders, headers }: IncomingMessage): string | undefined {
  const isName = (text: string, index: number): boolean =>
    index % 2 === 0 && text.toLowerCase() === 'authorization';
  const { authorization } = headers;
  if (rawHeaders.filter(isName).length > 1 || typeof authorization !== 'string') return undefined;
  return /^bearer +([!-+\--~]+)$/i.exec(authorization)?.[1];
}

/** Tells whether a delivery comes from somebody who has one of the secrets. */
export class BearerSecrets {
  /** Of digests with a key that nobody knows, the time of a comparison tells nothing. */
  private readonly digestKey = randomBytes(32);

  /** No print of this object shows it. */
  readonly #source: SecretsSource;

  constructor(source: SecretsSource) {
    this.#source = source;
  }

  /**
   * Takes the same steps for a wrong secret, for none, and for a tenant that does not exist.
   *
   * @param tenant what the path names as the tenant, if its route does
   * @throws what the function for the secrets has thrown, or that it returned no usable ones
   */
  async accept(bearer: string | undefined, tenant: { readonly name: unknown } | undefined): Promise<boolean> {
    const secrets = await this.secretsFor(tenant);
    const given = this.digest(bearer ?? '');
    // The comparison with nothing of ours keeps the steps the same if there is no secret.
    const matches = [randomBytes(32).toString('hex'), ...secrets].map((secret) =>
      timingSafeEqual(this.digest(secret), given),
    );
    return bearer !== undefined && matches.includes(true);
  }

  private digest(text: string): Buffer {
    return createHmac('sha256', this.digestKey).update(text).digest();
  }

  private async secretsFor(tenant: { readonly name: unknown } | undefined): Promise<readonly string[]> {
    if (tenant !== undefined && !isTenantName(tenant.name)) return [];
    const source = this.#source;
    if (typeof source !== 'function') return source;
    const given = await within(ASKING_MS, () => source({ tenant: tenant?.name as string | undefined }));
    const { value, problem } = secretsOf(given);
    if (problem === undefined) return value;
    throw new TypeError(`it returned a secret that cannot be used; ${problem}`);
  }
}

/**
 * Whether a text from the path may be the name of a tenant. Names that every object has would find something
 * in a table of secrets.
 */
function isTenantName(name: unknown): name is string {
  return (
    typeof name === 'string' &&
    !/^\.{0,2}$|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(name) &&
    name.length <= 256 &&
    !(name in Object.prototype)
  );
}
