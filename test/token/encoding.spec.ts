import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { simulate } from '../support/simulator.js';

const SECRETS: Array<[what: string, secret: string]> = [
  ['a colon', 'a:b'],
  ['a space', 'a b'],
  ['a plus sign', 'a+b'],
  ['a percent sign', 'a%b'],
  ['something that looks encoded', 'a%2Fb'],
  ['a slash', 'a/b'],
  ['an equals sign', 'ab=='],
  ['an ampersand', 'a&b'],
  ['a tilde', 'a~b'],
  ['letters beyond ASCII', 'grün'],
  ['letters beyond 16 bits', 'a𝄞b'],
  ['plain letters and digits', 'aZ09*-._'],
];

describe('a client secret with', () => {
  it.each(SECRETS)('%s reaches the server as it is', async (_what, secret) => {
    const simulator = await simulate({ clientId: 'id-1', clientSecret: secret });
    const { tokens } = await startAccount({ ...simulator.options, warmUp: false });

    // The simulator decodes the header by itself and compares; a 403 would fail this line.
    await tokens.getToken();

    const basic = Buffer.from(`id-1:${secret}`, 'utf8').toString('base64');
    expect(simulator.journal.tokenRequests[0]?.headers.authorization).toBe(`Basic ${basic}`);
  });
});
