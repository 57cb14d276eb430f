import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { simulate } from '../support/simulator.js';

describe('the token request', () => {
  it('is what the vendor documents, and nothing else', async () => {
    const simulator = await simulate({ clientId: 'id-1', clientSecret: 's+e/c%r=et~ü' });
    const { tokens } = await startAccount({ ...simulator.options, warmUp: false });

    await tokens.getToken();

    const [request] = simulator.journal.tokenRequests;
    expect(request).toMatchObject({ method: 'POST', url: '/oauth/token', status: 200 });
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(request?.body).toBe('grant_type=client_credentials');
    expect(request?.headers.authorization).toBe(
      `Basic ${Buffer.from('id-1:s+e/c%r=et~ü', 'utf8').toString('base64')}`,
    );
  });

  it('carries a scope where one is configured', async () => {
    const simulator = await simulate();
    const tokenRequest = { scope: 'customers:read invoices:read' };
    const { tokens } = await startAccount({ ...simulator.options, tokenRequest, warmUp: false });

    await tokens.getToken();

    const form = new URLSearchParams(simulator.journal.tokenRequests[0]?.body);
    expect(Object.fromEntries(form)).toEqual({
      grant_type: 'client_credentials',
      scope: 'customers:read invoices:read',
    });
  });

  it('is given up after the time that is configured', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /oauth/token', hang: true });
    const { tokens } = await startAccount({
      ...simulator.options,
      warmUp: false,
      tokenRequest: { timeoutMs: 50 },
    });

    await expect(tokens.getToken()).rejects.toThrow('it did not answer within 50 ms');
  });

  it('does not carry headers, parameters or transforms that are meant for API requests', async () => {
    const simulator = await simulate();
    const http = {
      headers: { 'X-Company': 'acme' },
      params: { tenant: '7' },
      transformRequest: () => 'spoiled',
    };
    const { tokens } = await startAccount({ ...simulator.options, http, warmUp: false });

    await tokens.getToken();

    const [request] = simulator.journal.tokenRequests;
    expect(request?.url).toBe('/oauth/token');
    expect(request?.headers['x-company']).toBeUndefined();
    expect(request?.body).toBe('grant_type=client_credentials');
  });
});
