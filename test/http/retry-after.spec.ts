import { AxiosError, AxiosHeaders, type InternalAxiosRequestConfig } from 'axios';
import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { pass, useFakeTime } from '../support/fake-time.js';

const TOKEN = { access_token: 'a-token', token_type: 'bearer', expires_in: 3600 };

describe('Retry-After of the API', () => {
  // The clock of the test shows 2026-06-01 12:00:00 UTC.
  const rows: Array<[retryAfter: string | string[], date: string | undefined, seconds: number]> = [
    ['2', undefined, 2],
    ['1.2', undefined, 2],
    ['2, 4', undefined, 4],
    [['2', '4'], undefined, 4],
    ['Mon, 01 Jun 2026 12:00:03 GMT', undefined, 3],
    ['Monday, 01-Jun-26 12:00:03 GMT', undefined, 3],
    ['Mon Jun  1 12:00:03 2026', undefined, 3],
    ['Mon, 01 Jun 2026 12:02:02 GMT', 'Mon, 01 Jun 2026 12:02:00 GMT', 2],
    ['Mon, 01 Jun 2026 11:58:03 GMT', 'Mon, 01 Jun 2026 11:58:00 GMT', 3],
    ['Mon Jun  1 12:02:02 2026', 'Monday, 01-Jun-26 12:02:00 GMT', 2],
    ['Mon, 01 Jun 2026 12:00:03 GMT', 'yesterday', 3],
    ['Mon, 01 Jun 2026 12:02:00 GMT', 'Mon, 01 Jun 2026 12:03:00 GMT', 0],
    ['-5', undefined, 0],
    ['0', undefined, 0],
    ['soon', undefined, 0],
    ['5 apples', undefined, 0],
    ['Mon, 01 Jun 2026 11:59:00 GMT', undefined, 0],
  ];

  it.each(rows)('%j with Date %j lets the call pause for %d s', async (retryAfter, date, seconds) => {
    useFakeTime();
    const sentAt: number[] = [];
    const adapter = async (config: InternalAxiosRequestConfig) => {
      const answer = { status: 200, statusText: '', headers: new AxiosHeaders(), config, request: {} };
      if (config.url === '/oauth/token') return { ...answer, data: JSON.stringify(TOKEN) };
      sentAt.push(performance.now());
      if (sentAt.length > 1) return { ...answer, data: '' };
      const headers = new AxiosHeaders({ 'Retry-After': retryAfter, ...(date && { Date: date }) });
      const refusal = { ...answer, status: 429, headers, data: '' };
      throw new AxiosError('over the limit', 'ERR_BAD_REQUEST', config, {}, refusal);
    };
    const { http } = await startAccount({
      baseURL: 'https://api.example',
      clientId: 'id',
      clientSecret: 'a-secret',
      http: { adapter },
      pacing: false,
      warmUp: false,
    });

    const call = http.axiosRef.get('/customers');
    await pass(9_000);

    expect((await call).status).toBe(200);
    const [first = 0, second = 0] = sentAt;
    const pauseMs = second - first;
    // Without being asked, the call pauses for its own half a second or so.
    expect(pauseMs <= 1_000 && seconds === 0 ? 0 : pauseMs).toBe(seconds * 1_000);
  });
});
