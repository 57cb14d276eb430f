import { describe, expect, it } from 'vitest';
import { ATTRIBUTES } from '../../lib/opentelemetry/attributes.js';
import { BUCKETS_SECONDS, METRICS } from '../../lib/opentelemetry/instruments.js';
import { textOf } from '../../scripts/snippets.mjs';
import { failureOf } from '../support/failure-of.js';
import { startObserved } from '../support/observed.js';
import { startSdk } from '../support/opentelemetry.js';
import { simulate } from '../support/simulator.js';
import { AlternativePaymentsOpenTelemetryModule } from 'nestjs-alternative-payments/opentelemetry';
import { delivery, startReceiver } from '../support/webhooks.js';

const PAGE = textOf('docs/observing.md');

/** The rows of the table below a heading, as the texts of their cells. */
function rowsBelow(heading: string): string[][] {
  const section = PAGE.split(`### ${heading}\n`)[1]?.split(/^##/m)[0] ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('| `'));
  return lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const bare = (cell: string): string => cell.replaceAll('`', '');

/** What the page says of each metric: the attributes that are always there, and those that may be. */
const documented = new Map(
  rowsBelow('Metrics').map(([name = '', , , cell = '']) => {
    const [, ofCalls = ''] = /`client.call.duration` has (.*?)\.\n- /s.exec(PAGE) ?? [];
    const listed = (cell.startsWith('those of a call') ? ofCalls : cell).split(/,\s+/).filter(Boolean);
    const all = ['`account`', ...listed].map((one) => ({
      name: fullName(bare(one).replaceAll(/[()]/g, '')),
      isSure: !one.startsWith('('),
    }));
    return [`alternative_payments.${bare(name)}`, all];
  }),
);

function fullName(name: string): string {
  return Object.values<string>(ATTRIBUTES).includes(name) ? name : `alternative_payments.${name}`;
}

describe('docs/observing.md', () => {
  it('has every metric with its instrument and unit, and no other', () => {
    const rows = rowsBelow('Metrics').map(([name = '', kind, unit]) => [
      `alternative_payments.${bare(name)}`,
      kind,
      unit,
    ]);
    expect(rows).toEqual(Object.values(METRICS).map(({ name, kind, unit }) => [name, kind, unit]));
  });

  it('has every attribute, and no other', () => {
    const names = rowsBelow('Attributes').map(([name = '']) => bare(name));
    expect(names).toEqual(Object.values(ATTRIBUTES));
  });

  it('has the bounds of the histograms', () => {
    const [, bounds = ''] = /have the bounds ([\s\S]*?) s\./.exec(PAGE) ?? [];
    expect(bounds.match(/[\d.]+\d|\d/g)?.map(Number)).toEqual(BUCKETS_SECONDS);
  });

  it('says which attributes each metric has', async () => {
    const sdk = startSdk();
    const simulator = await simulate();
    const { clientId, clientSecret } = simulator.options;
    const { http, client, tokens, tenants } = await startObserved({
      ...simulator.options,
      warmUp: false,
      pacing: { requests: 2, perMilliseconds: 50 },
      tenants: { resolve: () => ({ clientId, clientSecret, warmUp: false }) },
    });
    await Promise.all([1, 2, 3].map(() => client.customers.list()));
    await tenants.client('a').customers.list();
    simulator.fault({ on: 'GET /customers', times: 1, status: 503 });
    await http.get('/customers');
    await failureOf(http.get('/customers/missing'));
    simulator.fault({ on: 'POST /customers', times: 1, reset: true });
    await failureOf(http.post('/customers', {}));
    simulator.fault({ on: 'POST /oauth/token', times: 1, status: 503 });
    await failureOf(tokens.refresh());
    const { post, recorder } = await startReceiver({
      imports: [AlternativePaymentsOpenTelemetryModule.forRoot()],
    });
    const event = delivery('invoice_paid');
    await post({ body: event });
    await post({ body: event });
    await post({ body: event, secret: 'wrong' });
    recorder.handle = () => {
      throw new Error('no');
    };
    await post({ body: delivery('made-up') });

    const { scopeMetrics } = await sdk.collect();
    const own = scopeMetrics.flatMap(({ metrics }) => metrics);

    const seen = own.map(({ descriptor }) => descriptor.name).toSorted();
    const rare = ['alternative_payments.token.invalidations', 'alternative_payments.token.expirations'];
    expect(seen).toEqual([...documented.keys()].filter((name) => !rare.includes(name)).toSorted());
    const found = own.map(({ descriptor, dataPoints }) => {
      const each = (dataPoints as { attributes: object }[]).map(({ attributes }) => Object.keys(attributes));
      return { name: descriptor.name, ever: new Set(each.flat()), always: each };
    });
    for (const { name, ever, always } of found) {
      const all = documented.get(name) ?? [];
      const sure = all.filter(({ isSure }) => isSure).map((one) => one.name);
      // What may be there was there at least once, and what is always there was never missing.
      expect([name, ...[...ever].toSorted()]).toEqual([name, ...all.map((one) => one.name).toSorted()]);
      expect([name, ...sure.filter((one) => !always.every((names) => names.includes(one)))]).toEqual([name]);
    }
  });
});
