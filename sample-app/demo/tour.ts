const JSON_BODY = "-H 'content-type: application/json' -d";
const DAY_MS = 86_400_000;

/**
 * Shell commands to try.
 *
 * @param customer id of a customer of a simulator. Without it, the account is a real one, and no command that
 * writes is shown
 */
export function tour(origin: string, customer?: string): string {
  return [
    'Try:',
    `  curl ${origin}/customers`,
    `  curl '${origin}/customers?company_name=dental'`,
    '  # the same for the account "demo", the state of both access tokens, and what a health check says of them',
    `  curl ${origin}/demo/customers`,
    `  curl ${origin}/tokens`,
    `  curl ${origin}/health`,
    ...(customer === undefined ? [] : billing(origin, customer)),
    '  # register a partner with an API key of its own (here, that of its own simulator), and list its customers',
    `  curl ${origin}/partners ${JSON_BODY} '{"id":"partner-42"}'`,
    `  curl ${origin}/partners/partner-42/customers`,
    '',
  ].join('\n');
}

function billing(origin: string, customer: string): string[] {
  const due = new Date(Date.now() + 30 * DAY_MS).toISOString().slice(0, 10);
  const lines = '[{"description":"Backup","amount":49.9,"quantity":2}]';
  return [
    '  # create a customer',
    `  curl ${origin}/customers ${JSON_BODY} '{"name":"Blue Harbor","email":"ap@blueharbor.example"}'`,
    '  # open an invoice, and pay it in a browser at its "payment_link"',
    `  curl ${origin}/invoices ${JSON_BODY} '{"customer_id":"${customer}","due_date":"${due}","line_items":${lines}}'`,
    '  # see what webhooks have told of it, and that it is settled',
    `  curl ${origin}/webhooks`,
    '  # ask for a payment, watch its "follow" address in a browser, and pay at its "url" in another tab',
    `  curl ${origin}/payment-requests ${JSON_BODY} '{"amount":"49.90","redirect_url":"${origin}/customers"}'`,
  ];
}
