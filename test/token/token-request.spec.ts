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

  it('form-encodes the credentials where that is configured', async () => {
    const simulator = await simulate({ clientSecret: 'a+b c%d', credentialEncoding: 'form-urlencoded' });
    const options = { ...simulator.options, clientSecret: 'a+b%c', warmUp: false as const };
    simulator.rotateSecret('a+b%c');
    const { tokens } = await startAccount(options);

    await tokens.getToken();

    const basic = Buffer.from('simulated-client-id:a%2Bb%25c').toString('base64');
    expect(simulator.journal.tokenRequests[0]?.headers.authorization).toBe(`Basic ${basic}`);
  });

  it('carries a scope and further fields where they are configured', async () => {
    const simulator = await simulate();
    const tokenRequest = { scope: 'customers:read invoices:read', parameters: { audience: 'billing' } };
    const { tokens } = await startAccount({ ...simulator.options, tokenRequest, warmUp: false });

    await tokens.getToken();

    const form = new URLSearchParams(simulator.journal.tokenRequests[0]?.body);
    expect(Object.fromEntries(form)).toEqual({
      grant_type: 'client_credentials',
      scope: 'customers:read invoices:read',
      audience: 'billing',
    });
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
