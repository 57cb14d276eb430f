import { strike } from '../../http/secrets.js';

/**
 * Every form in which an answer may quote a value that the caller has submitted: as it is, inside JSON (of
 * which some servers escape more than others), inside a URL or a form, and in base64. The longest come first,
 * because a form may be part of another.
 */
export function formsOfSecrets(secrets: readonly string[]): readonly string[] {
  const forms = secrets.filter((secret) => secret !== '').flatMap((secret) => formsOf(secret));
  return [...new Set(forms)].toSorted((one, other) => other.length - one.length);
}

function formsOf(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    json,
    json.replace(/[<>&]/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`),
    JSON.stringify(json).slice(1, -1),
    encodeURIComponent(Buffer.from(secret).toString()),
    new URLSearchParams({ '': secret }).toString().slice(1),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  ];
}

/** Strikes the secrets out of the texts of an error itself. Its causes are not touched. */
export function strikeOut<E extends Error>(error: E, forms: readonly string[]): E {
  for (const key of forms.length === 0 ? [] : Reflect.ownKeys(error)) {
    const property = Object.getOwnPropertyDescriptor(error, key);
    if (typeof property?.value !== 'string') continue;
    Object.defineProperty(error, key, { ...property, value: strike(property.value, forms) });
  }
  return error;
}
