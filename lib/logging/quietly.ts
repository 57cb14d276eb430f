/** Writes to the log. The host's logger may throw, and that must not break what is being logged. */
export function quietly(log: () => void): void {
  try {
    log();
  } catch {
    // There is nowhere left to report it.
  }
}
