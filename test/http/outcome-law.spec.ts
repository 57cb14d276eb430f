// What became of a request is decided by a pure function inside the package, which is tried here with every evidence there
// can be. That the evidence itself is right is proved over real sockets, in never-sent.spec.ts and outcome.spec.ts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Connection, type Evidence, outcomeOf } from '../../lib/http/outcome.js';

const CONNECTIONS: readonly Connection[] = ['none', 'plain', 'stood', 'unseen'];
const SAFE = ['GET', 'HEAD', 'OPTIONS'];
const UNSAFE = ['POST', 'PUT', 'PATCH', 'DELETE', 'PURGE'];

const failedIn = (syscall: string): Error => Object.assign(new Error(syscall), { syscall });

const PROOF = [
  failedIn('connect'),
  failedIn('getaddrinfo'),
  new AggregateError([failedIn('connect'), failedIn('getaddrinfo')]),
  new Error('outer', { cause: failedIn('connect') }),
];
const NO_PROOF = [
  failedIn('read'),
  failedIn('write'),
  new AggregateError([failedIn('connect'), failedIn('read')]),
  new AggregateError([]),
  Object.assign(new Error('a code alone'), { code: 'ECONNREFUSED' }),
  new Error('outer', { cause: failedIn('read') }),
  Object.assign(failedIn('read'), { cause: failedIn('connect') }),
  undefined,
  'connect ECONNREFUSED',
  null,
];

const evidence = (given: Partial<Evidence>): Evidence => ({
  method: 'POST',
  connection: 'stood',
  hasStreamedBody: false,
  ...given,
});

const connections = fc.constantFrom(...CONNECTIONS);
const errors = fc.constantFrom<unknown>(...PROOF, ...NO_PROOF);
const statuses = fc.option(fc.integer({ min: 100, max: 599 }), { nil: undefined });

describe('the outcome of a request that ended with an error', () => {
  it('is known where the request changes nothing, and where it never had a connection', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SAFE, ...UNSAFE),
        connections,
        statuses,
        errors,
        fc.boolean(),
        (method, connection, status, error, hasStreamedBody) => {
          fc.pre(SAFE.includes(method) || connection === 'none');
          expect(outcomeOf(error, { method, connection, status, hasStreamedBody })).toBe('known');
        },
      ),
    );
  });

  it('is what the answer says where there is one, whatever the error is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...UNSAFE),
        fc.constantFrom<Connection>('stood', 'unseen'),
        fc.integer({ min: 100, max: 599 }),
        errors,
        (method, connection, status, error) => {
          const isRefusal = status >= 400 && status < 500;
          const outcome = outcomeOf(error, evidence({ method, connection, status }));
          expect(outcome).toBe(isRefusal ? 'known' : 'unknown');
        },
      ),
    );
  });

  it.each([200, 201, 302, 407, 502, 503])(
    'is known where somebody answered %d in the clear for an https address',
    (status) => {
      expect(outcomeOf(new Error('refused'), evidence({ connection: 'plain', status }))).toBe('known');
    },
  );

  it.each([399, 400, 499, 500])('has its limits where the refusals have them: %d', (status) => {
    const isRefusal = status === 400 || status === 499;
    expect(outcomeOf(undefined, evidence({ status }))).toBe(isRefusal ? 'known' : 'unknown');
  });

  describe.each(['plain', 'unseen'] as const)(
    'without an answer, on a connection that is %s',
    (connection) => {
      it.each(PROOF)('is known where the error comes from before the first byte: %s', (error) => {
        expect(outcomeOf(error, evidence({ connection }))).toBe('known');
      });

      it.each(NO_PROOF)('is unknown where the error proves nothing: %s', (error) => {
        expect(outcomeOf(error, evidence({ connection }))).toBe('unknown');
      });

      it.each(PROOF)(
        'is unknown where the error may be about the place that the body is read from: %s',
        (error) => {
          expect(outcomeOf(error, evidence({ connection, hasStreamedBody: true }))).toBe('unknown');
        },
      );
    },
  );

  it.each([...PROOF, ...NO_PROOF])(
    'is unknown where the connection stood, whatever the error says: %s',
    (error) => {
      expect(outcomeOf(error, evidence({ connection: 'stood' }))).toBe('unknown');
    },
  );

  it('is looked for ten causes deep, and no deeper', () => {
    const beneath = (depth: number): Error =>
      depth === 0 ? failedIn('connect') : new Error('outer', { cause: beneath(depth - 1) });

    expect(outcomeOf(beneath(10), evidence({ connection: 'unseen' }))).toBe('known');
    expect(outcomeOf(beneath(11), evidence({ connection: 'unseen' }))).toBe('unknown');
  });
});
