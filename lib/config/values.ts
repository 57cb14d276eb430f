/** A value as a message shows it. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** What sort of value it is, for options in whose place somebody may have put a secret. */
export function kindOf(value: unknown): string {
  return typeof value === 'string' ? 'text' : show(value);
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether nothing was given; an empty variable or field of a database row counts as nothing. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
