import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { simulate } from '../support/simulator.js';

// A space cannot be in a secret: the options refuse it as a slip of copying, before anything is sent.
const SECRETS: Array<[what: string, secret: string, formEncoded: string]> = [
  ['a colon', 'a:b', 'a%3Ab'],
  ['a plus sign', 'a+b', 'a%2Bb'],
  ['a percent sign', 'a%b', 'a%25b'],
  ['something that looks encoded', 'a%2Fb', 'a%252Fb'],
  ['a slash', 'a/b', 'a%2Fb'],
  ['an equals sign', 'ab==', 'ab%3D%3D'],
  ['an ampersand', 'a&b', 'a%26b'],
  ['a tilde', 'a~b', 'a%7Eb'],
  ['letters beyond ASCII', 'grün', 'gr%C3%BCn'],
  ['letters beyond 16 bits', 'a𝄞b', 'a%F0%9D%84%9Eb'],
  ['all that stays as it is', 'aZ09*-._', 'aZ09*-._'],
];

describe('a client secret with', () => {
  it.each(SECRETS)(
    '%s reaches the server as it is, in both encodings',
    async (_what, secret, formEncoded) => {
      for (const credentialEncoding of ['plain', 'form-urlencoded'] as const) {
        const simulator = await simulate({ clientId: 'id-1', clientSecret: secret, credentialEncoding });
        const { tokens } = await startAccount({ ...simulator.options, warmUp: false });

        // The simulator decodes the header by itself and compares; a 403 would fail this line.
        await tokens.getToken();

        const sent = credentialEncoding === 'plain' ? secret : formEncoded;
        const basic = Buffer.from(`id-1:${sent}`, 'utf8').toString('base64');
        expect(simulator.journal.tokenRequests[0]?.headers.authorization).toBe(`Basic ${basic}`);
      }
    },
  );

  it('the wrong encoding is refused with a hint at what to check', async () => {
    const simulator = await simulate({ clientSecret: 'a+b', credentialEncoding: 'form-urlencoded' });
    const { tokens } = await startAccount({ ...simulator.options, tokenRequest: {}, warmUp: false });

    await expect(tokens.getToken()).rejects.toMatchObject({
      code: 'CREDENTIALS_REJECTED',
      message: expect.stringContaining('Check that id and secret are those of one API key'),
    });
  });
});
