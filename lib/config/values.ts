/** Formats a value for a message. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** Names the kind of a value, for options in whose place somebody may have put a secret. */
export function kindOf(value: unknown): string {
  return typeof value === 'string' ? 'text' : show(value);
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether nothing was given. An empty variable or an empty field of a database row counts as nothing. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
