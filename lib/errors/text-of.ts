/** The message of a thrown value. This function never throws. */
export function textOf(error: unknown): string {
  try {
    return error instanceof Error ? String(error.message || error.name) : String(error);
  } catch {
    return 'an error that cannot be shown';
  }
}
