import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';

/** How a token is written to a store and read from it. */
export interface TokenSeal {
  /** @param bond what the text belongs to; the text opens only with the same bond */
  seal(text: string, bond: string): string;

  /** Returns the text, or undefined if it was sealed otherwise, belongs elsewhere, or was tampered with. */
  open(sealed: string, bond: string): string | undefined;
}

/** Length of a key in bytes. */
export const KEY_BYTES = 32;

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SEALED = 'aes-256-gcm:';
const READABLE = 'plaintext:';

/**
 * Seals with AES-256-GCM. The first key seals and every key opens, so that keys can be replaced while
 * processes run.
 */
export class EncryptingSeal implements TokenSeal {
  // This field is private, so that no print of the options shows a key.
  readonly #keys: readonly KeyObject[];

  /** @param keys one or more keys of 32 bytes each */
  constructor(keys: readonly Uint8Array[]) {
    this.#keys = keys.map((key) => createSecretKey(key));
  }

  seal(text: string, bond: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#keys[0] as KeyObject, nonce);
    cipher.setAAD(Buffer.from(bond));
    const sealed = [nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
    return SEALED + Buffer.concat(sealed).toString('base64url');
  }

  open(sealed: string, bond: string): string | undefined {
    if (!sealed.startsWith(SEALED)) return undefined;
    const bytes = Buffer.from(sealed.slice(SEALED.length), 'base64url');
    if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
    for (const key of this.#keys) {
      const text = openWith(key, bytes, bond);
      if (text !== undefined) return text;
    }
    return undefined;
  }
}

/** Stores tokens unencrypted, for a store that no other party can read or write. */
export class PlaintextSeal implements TokenSeal {
  seal(text: string, bond: string): string {
    return headOf(bond) + text;
  }

  open(sealed: string, bond: string): string | undefined {
    const head = headOf(bond);
    return sealed.startsWith(head) ? sealed.slice(head.length) : undefined;
  }
}

function headOf(bond: string): string {
  return `${READABLE}${bond}\n`;
}

function openWith(key: KeyObject, bytes: Buffer, bond: string): string | undefined {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(bond));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8');
    return text + decipher.final('utf8');
  } catch {
    return undefined;
  }
}
