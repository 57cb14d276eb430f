/** What a thrown value says of itself. Never throws, whatever it is. */
export function textOf(error: unknown): string {
  try {
    return error instanceof Error ? String(error.message || error.name) : String(error);
  } catch {
    return 'an error that cannot be shown';
  }
}
