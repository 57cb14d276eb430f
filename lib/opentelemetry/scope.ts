/** Name and version under which spans and metrics are reported. The version is that of the package. */
export const SCOPE = ['nestjs-alternative-payments', '0.1.0'] as const;
