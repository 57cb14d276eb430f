import type { SimulatedAccount } from './simulated-accounts.js';

/** What the sample application prints once it listens. */
export function welcome(port: number, simulated: readonly SimulatedAccount[]): string {
  const origin = `http://localhost:${port}`;
  const notes = simulated.map(
    ({ account, baseURL }) =>
      `  No credentials are set for account "${account}": it talks to a simulator at ${baseURL}`,
  );
  return [
    '',
    'A billing back end of a managed service provider, on the Alternative Payments API.',
    ...notes,
    ...(notes.length > 0
      ? ['  For the real API set ALTERNATIVE_PAYMENTS_ENVIRONMENT, _CLIENT_ID and _CLIENT_SECRET.']
      : []),
    '',
    'Try:',
    `  ${origin}/customers`,
    `  ${origin}/customers?company_name=dental`,
    `  ${origin}/demo/customers    the same for the account "demo"`,
    `  ${origin}/tokens            state of both access tokens`,
    `  curl -X POST ${origin}/customers -H 'content-type: application/json' \\`,
    `    -d '{"name":"Blue Harbor Dental","email":"ap@blueharbor.example","external_id":"crm-77"}'`,
    '',
    '',
  ].join('\n');
}
