import type { SimulatedAccount } from './simulated-accounts.js';

const JSON_BODY = "-H 'content-type: application/json' -d";

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
    '',
    '  # create a customer, open an invoice for it and get the link to pay it',
    `  curl -X POST ${origin}/customers ${JSON_BODY} '{"name":"Blue Harbor","email":"ap@blueharbor.example"}'`,
    `  curl -X POST ${origin}/invoices ${JSON_BODY} '{"customer_id":"…","due_date":"2027-01-31","line_items":[{"description":"Backup","amount":49.9}]}'`,
    '  # ask for a payment, open its "url" in a browser to pay it, and follow it until it is paid',
    `  curl -X POST ${origin}/payment-requests ${JSON_BODY} '{"amount":"49.90","redirect_url":"${origin}/customers"}'`,
    `  curl -N ${origin}/payment-requests/…/follow`,
    '  # take in a partner with an API key of its own (here that of a simulator of its own), and list its customers',
    `  curl -X POST ${origin}/partners ${JSON_BODY} '{"id":"partner-42"}'`,
    `  curl ${origin}/partners/partner-42/customers`,
    '',
    '',
  ].join('\n');
}
