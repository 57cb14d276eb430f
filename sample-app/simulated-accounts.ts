import { startSimulator } from 'nestjs-alternative-payments/testing';

/** An account that was given a simulator, and where that listens. */
export interface SimulatedAccount {
  readonly account: string;
  readonly baseURL: string;
}

/**
 * Starts a simulator for each account that the environment says nothing about, and writes its address and
 * key into the environment, from where the configuration reads them like real ones.
 */
export async function simulateUnconfiguredAccounts(accounts: readonly string[]): Promise<SimulatedAccount[]> {
  const simulated: SimulatedAccount[] = [];
  for (const account of accounts) {
    const prefix =
      account === 'default' ? 'ALTERNATIVE_PAYMENTS_' : `ALTERNATIVE_PAYMENTS_${account.toUpperCase()}_`;
    const isConfigured = ['ENVIRONMENT', 'BASE_URL', 'CLIENT_ID', 'CLIENT_SECRET'].some(
      (name) => process.env[prefix + name],
    );
    if (isConfigured) continue;
    const { baseURL, options } = await startSimulator({ seed: true });
    process.env[`${prefix}BASE_URL`] = baseURL;
    process.env[`${prefix}CLIENT_ID`] = options.clientId;
    process.env[`${prefix}CLIENT_SECRET`] = options.clientSecret;
    simulated.push({ account, baseURL });
  }
  return simulated;
}
