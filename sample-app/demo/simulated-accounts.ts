import { type Simulator, startSimulator } from 'nestjs-alternative-payments/testing';

/** An account that was given a simulator. */
export interface SimulatedAccount {
  readonly account: string;
  readonly simulator: Simulator;
}

/** Lifetime of simulated tokens in seconds. Those of the vendor last for an hour, which is too long to watch. */
const TOKEN_LIFETIME_SECONDS = 120;

/**
 * Starts a simulator for each account that has no variables in the environment, and writes its address and
 * key there. The configuration then reads them like real ones.
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
    const simulator = await startSimulator({ seed: true, tokenLifetimeSeconds: TOKEN_LIFETIME_SECONDS });
    process.env[`${prefix}BASE_URL`] = simulator.baseURL;
    process.env[`${prefix}CLIENT_ID`] = simulator.options.clientId;
    process.env[`${prefix}CLIENT_SECRET`] = simulator.options.clientSecret;
    simulated.push({ account, simulator });
  }
  return simulated;
}
