// What becomes of an answer, field by field. That no form of the token is left in what callers get is proved by
// host-adapter.spec.ts and network-secrets.spec.ts.
import { AxiosHeaders, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { UnsupportedTransportError } from 'nestjs-alternative-payments';
import { describe, expect, it } from 'vitest';
import { harmlessAnswer } from '../../lib/http/redaction.js';

const config = {
  method: 'post',
  url: '/customers?a=b',
  headers: new AxiosHeaders(),
} as InternalAxiosRequestConfig;
const summary = { method: 'POST', host: 'api.example', path: '/customers' };

const redact = (given: unknown, isOurs = false): AxiosResponse =>
  harmlessAnswer(given, config, 'api.example', isOurs);

describe('an answer of axios’ own adapter', () => {
  it('stays the same object, with a summary in place of the request', () => {
    const headers = new AxiosHeaders({ authorization: 'as it came' });
    const given = { status: 200, data: {}, headers, request: { socket: {} }, config: {} };

    expect(redact(given, true)).toBe(given);
    expect(given).toEqual({ status: 200, data: {}, headers, request: summary, config });
    expect(given.config).toBe(config);
  });
});

describe('an answer of a function of the host’s own', () => {
  it('is copied with what belongs to an answer, and with marks', () => {
    const data = { id: 'x' };
    const headers = { 'x-mock': 'yes' };
    const request = { headers: { Authorization: 'Bearer x' } };
    class Answer {
      status = 201;
      statusText = 'Created';
      data = data;
      headers = headers;
      request = request;
      cached = true;
      id = 'mark';
      nothing = undefined;
      original = request;
      redo = () => request;
    }
    Object.assign(Answer.prototype, { inherited: 1 });
    const given = Object.freeze(new Answer());

    const answer = redact(given);

    expect(answer).toEqual({
      status: 201,
      statusText: 'Created',
      data,
      headers,
      cached: true,
      id: 'mark',
      inherited: 1,
      request: summary,
      config,
    });
    expect(answer.data).toBe(data);
    expect(answer.headers).toBe(headers);
  });

  it.each([['Authorization'], ['authorization'], ['AUTHORIZATION']])(
    'has no header %s, and all others',
    (name) => {
      const headers = { [name]: 'Bearer x', 'x-mock': 'yes', 'x-authorization': 'a', 'authorization-x': 'b' };

      // The class may come from another copy of axios than the one that the test imports.
      expect(Object.fromEntries(Object.entries(redact({ status: 200, headers }).headers))).toEqual({
        'x-mock': 'yes',
        'x-authorization': 'a',
        'authorization-x': 'b',
      });
      expect(headers).toHaveProperty(name, 'Bearer x');
    },
  );

  it('keeps its headers as they are where the token is in none of them', () => {
    const headers = { 'x-authorization': 'a', 'authorization-x': 'b' };

    expect(redact({ headers }).headers).toBe(headers);
  });

  it.each([[undefined], [null]])('may have no headers (%s)', (headers) => {
    expect(redact({ status: 204, headers })).toEqual({ status: 204, headers, request: summary, config });
  });

  it.each([[undefined], [null], ['text'], [0]])('is none if it is %j', (given) => {
    for (const isOurs of [true, false]) {
      expect(() => redact(given, isOurs)).toThrow(UnsupportedTransportError);
      expect(() => redact(given, isOurs)).toThrow(
        'The adapter that carried POST /customers returned no response. It must resolve with an axios response or reject with an error.',
      );
    }
  });
});
