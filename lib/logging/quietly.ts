/** Logs. A logger of the host's own may throw, which must not end what is told of. */
export function quietly(log: () => void): void {
  try {
    log();
  } catch {
    // There is nowhere left to say it.
  }
}
