import { isAxiosError } from 'axios';

/** The status that a caller was given, as an answer or within an error. */
export function statusOf(result: unknown): number | undefined {
  if (isAxiosError(result)) return result.response?.status;
  if (typeof result !== 'object' || result === null || !('status' in result)) return undefined;
  return result instanceof Error ? undefined : Number(result.status);
}
