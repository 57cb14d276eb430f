import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { AlternativePaymentsOpenTelemetryModule } from 'nestjs-alternative-payments/opentelemetry';
import { describe, expect, it } from 'vitest';
import { startSdk } from '../support/opentelemetry.js';
import { delivery, type Setting, startReceiver } from '../support/webhooks.js';

const TOPIC = 'alternative_payments.webhook.topic';
const TENANT = 'alternative_payments.tenant';

const start = (setting: Setting = {}) =>
  startReceiver({ ...setting, imports: [AlternativePaymentsOpenTelemetryModule.forRoot()] });

const counted = async (sdk: ReturnType<typeof startSdk>, what: string) =>
  (await sdk.points(`alternative_payments.webhook.${what}`)).map(({ attributes, value }) => [
    attributes['error.type'] ?? attributes[TOPIC],
    value,
  ]);

describe('a delivery', () => {
  it('has a span that names its topic, and is counted', async () => {
    const sdk = startSdk();
    const { post } = await start();
    const event = delivery('invoice_paid');

    await post({ body: event });
    await post({ body: event });

    const spans = sdk.spans().filter(({ name }) => name === 'AlternativePayments webhook invoice_paid');
    expect(spans).toHaveLength(2);
    expect(spans[0]).toMatchObject({
      kind: SpanKind.INTERNAL,
      status: { code: SpanStatusCode.UNSET },
      attributes: {
        'alternative_payments.account': 'default',
        [TOPIC]: 'invoice_paid',
        'http.response.status_code': 200,
      },
    });
    expect(await counted(sdk, 'received')).toEqual([['invoice_paid', 2]]);
    expect(await counted(sdk, 'handled')).toEqual([['invoice_paid', 1]]);
    expect(await counted(sdk, 'repeated')).toEqual([['invoice_paid', 1]]);
    expect(await counted(sdk, 'failed')).toEqual([]);
    expect(await sdk.points('alternative_payments.webhook.duration')).toHaveLength(1);
  });

  it('whose handler fails is counted as failed', async () => {
    const sdk = startSdk();
    const { post, recorder } = await start();
    recorder.handle = () => {
      throw Object.assign(new Error('no'), { code: 'INVENTED' });
    };

    await post({ body: delivery('invoice_paid') });

    expect(await counted(sdk, 'failed')).toEqual([['_OTHER', 1]]);
    expect(await counted(sdk, 'received')).toEqual([['500', 1]]);
    expect(sdk.span('AlternativePayments webhook invoice_paid').status.code).toBe(SpanStatusCode.ERROR);
  });
});

describe('whoever has only the address', () => {
  it('is counted by the status of the refusal, and can put nothing on a span or a metric', async () => {
    const sdk = startSdk();
    const { post } = await start({ webhooks: { path: 'hooks/:tenant' } });

    for (let number = 0; number < 30; number += 1) {
      await post({
        path: `/hooks/made-up-${number}`,
        secret: 'a-guess',
        body: delivery(`made-up-${number}`),
      });
    }

    expect(await counted(sdk, 'received')).toEqual([['401', 30]]);
    const spans = sdk.spans();
    expect(spans).toHaveLength(30);
    expect(new Set(spans.map(({ name }) => name))).toEqual(new Set(['AlternativePayments webhook']));
    const all = JSON.stringify([spans.map(({ attributes }) => attributes), await sdk.collect()]);
    expect(all).not.toContain('made-up');
  });
});

describe('whoever has the secret', () => {
  it('cannot make series by topics of his own', async () => {
    const sdk = startSdk();
    const { post } = await start();

    for (let number = 0; number < 30; number += 1) await post({ body: delivery(`made-up-${number}`) });

    expect(await counted(sdk, 'received')).toEqual([['_OTHER', 30]]);
    expect(await counted(sdk, 'handled')).toEqual([['_OTHER', 30]]);
    expect(JSON.stringify(await sdk.collect())).not.toContain('made-up');
    expect(new Set(sdk.spans().map(({ name }) => name))).toEqual(
      new Set(['AlternativePayments webhook _OTHER']),
    );
  });

  it('names the tenant on the span, but on no metric', async () => {
    const sdk = startSdk();
    const { post } = await start({ webhooks: { path: 'hooks/:tenant' } });

    await post({ path: '/hooks/partner-7', body: delivery('invoice_paid') });

    expect(sdk.span('AlternativePayments webhook invoice_paid').attributes[TENANT]).toBe('partner-7');
    expect(JSON.stringify(await sdk.collect())).not.toContain('partner-7');
  });
});
