import { AxiosHeaders, type InternalAxiosRequestConfig } from 'axios';
import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { pass, useFakeTime } from '../support/fake-time.js';

describe('a token request that waits for its turn within the rate budget', () => {
  it('is timed by what is left of the token when its turn has come', async () => {
    useFakeTime();
    const life = 12;
    const startedAt = performance.now();
    const since = (): number => performance.now() - startedAt;
    const sentAt: number[] = [];
    let endedAt = 0;
    const adapter = (config: InternalAxiosRequestConfig) => {
      const answer = { status: 200, statusText: '', headers: new AxiosHeaders(), config, request: {} };
      if (config.url !== '/oauth/token') return Promise.resolve({ ...answer, data: '' });
      sentAt.push(since());
      const token = { access_token: `token-${sentAt.length}`, token_type: 'bearer', expires_in: life };
      if (sentAt.length !== 2) return Promise.resolve({ ...answer, data: JSON.stringify(token) });
      return new Promise<never>((_resolve, reject) => {
        config.signal?.addEventListener?.('abort', () => {
          endedAt = since();
          reject(new Error('aborted'));
        });
      });
    };
    const { http, tokens } = await startAccount(
      {
        baseURL: 'https://api.example',
        clientId: 'id',
        clientSecret: 'a-secret',
        http: { adapter },
        pacing: { requests: 1, perMilliseconds: 2_000 },
        warmUp: false,
      },
      { refreshFrom: 0.5, refreshTo: 0.5 },
    );
    await tokens.getToken();
    await pass(5_900);
    // Takes the slot that the renewal of the next moment then waits for.
    await http.axiosRef.get('/customers');
    await pass(6_000);

    const [, renewal = 0] = sentAt;
    expect(renewal).toBeGreaterThan(7_000);
    // A third of what is left at that moment.
    expect(endedAt - renewal).toBeGreaterThan((life * 1_000 - renewal) / 3 - 5);
    expect(endedAt - renewal).toBeLessThan((life * 1_000 - renewal) / 3 + 5);
  });
});
