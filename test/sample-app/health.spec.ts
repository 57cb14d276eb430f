import { describe, expect, it } from 'vitest';
import { Sample } from './harness.js';

describe('The health of the sample application', () => {
  it('is judged for each account, and does not depend on the vendor', async () => {
    const sample = await Sample.start();
    await sample.send('GET', '/demo/customers');

    const healthy = await sample.send('GET', '/health');
    await sample.press('accounts/demo/break-token-endpoint');
    const degraded = await sample.send('GET', '/health');

    expect(healthy).toMatchObject({
      status: 200,
      body: { status: 'ok', details: { default: { status: 'up' }, demo: { status: 'up', state: 'valid' } } },
    });
    expect(degraded).toMatchObject({
      status: 200,
      body: { details: { default: { status: 'up' }, demo: { status: 'degraded', state: 'degraded' } } },
    });
  });
});
