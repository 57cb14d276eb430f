// The guard is one pure function, and what it makes of each address is here. That nothing is sent where it refuses is
// proved over the wire by origin.spec.ts.
import { ForeignOriginError } from 'nestjs-alternative-payments';
import { describe, expect, it } from 'vitest';
import { refuseForeignOrigin } from '../../lib/http/origin-guard.js';

const BASE = 'https://api.example';

/** What is told of the address that a request is refused for; undefined if it passes. */
function refusalOf(url: string | undefined, baseURL = BASE): string | undefined {
  try {
    refuseForeignOrigin({ url, baseURL }, BASE);
    return undefined;
  } catch (error) {
    if (!(error instanceof ForeignOriginError)) throw error;
    return error.requestedOrigin;
  }
}

describe('a request passes the guard', () => {
  it.each([
    [undefined],
    [''],
    ['/customers'],
    ['customers'],
    ['?page=2'],
    ['#top'],
    ['/customers/a@b.example'],
    ['?email=a@b.example'],
    ['#a@b.example'],
    ['/customers?from=12:00'],
    ['/a//b'],
    ['/naïve'],
    ['/a b'],
    ['/a\\b'],
    ['https://api.example/customers'],
    ['HTTPS://API.example:443/customers'],
    ['https://api.example/a@b.example'],
  ])('to %j', (url) => {
    expect(refusalOf(url)).toBeUndefined();
  });

  it.each([
    [undefined, 'https://api.example/v1'],
    ['/customers', 'https://api.example/v1'],
    ['/customers', 'https://API.example:443'],
    // Appended, this is a path.
    ['a@b.example', 'https://api.example/v1/'],
    ['https://api.example/customers', 'https://api.example/v1'],
  ])('to %j with the base URL %s of its own', (url, base) => {
    expect(refusalOf(url, base)).toBeUndefined();
  });
});

describe('a request is refused by the guard', () => {
  it.each([
    ['https://evil.example/x', 'https://evil.example'],
    ['http://api.example/x', 'http://api.example'],
    ['https://api.example:8443/x', 'https://api.example:8443'],
    ['//evil.example/x', 'https://evil.example'],
    ['//api.example/x', 'an address without a host'],
    ['/\\evil.example/x', 'https://evil.example'],
    ['\\\\evil.example/x', 'https://evil.example'],
    ['/\t/evil.example/x', 'https://evil.example'],
    ['\n//evil.example/x', 'https://evil.example'],
    // A parser with a base takes it for a path, one without for a host.
    ['https:evil.example/x', 'https://evil.example'],
    ['http:evil.example/x', 'http://evil.example'],
    ['https://[', 'an address without a host'],
    ['data:,x', 'data:'],
    ['mailto:a', 'mailto:'],
    ['x+1-2.3:a', 'x+1-2.3:'],
    ['file:///etc/passwd', 'file:'],
    ['https://me@api.example/x', 'https://api.example with a user in the URL'],
    ['https://:secret@api.example/x', 'https://api.example with a user in the URL'],
    ['https://me:secret@evil.example/x', 'https://evil.example with a user in the URL'],
    ['ftps://me@evil.example/x', 'ftps: with a user in the URL'],
    ['@evil.example/x', 'https://evil.example with a user in the URL'],
    ['a@evil.example/x', 'https://evil.example with a user in the URL'],
    [':secret@evil.example/x', 'https://evil.example with a user in the URL'],
  ])('to %j, which is told as %s', (url, target) => {
    expect(refusalOf(url)).toBe(target);
  });

  it.each([
    [undefined, 'https://evil.example', 'https://evil.example'],
    ['/customers', 'https://evil.example', 'https://evil.example'],
    ['/customers', 'https://api.example@evil.example', 'https://evil.example with a user in the URL'],
    ['https://api.example/customers', 'https://evil.example', 'https://evil.example'],
    ['/customers', '', 'an address without a host'],
    ['evil.example', '', 'an address without a host'],
  ])('to %j with the base URL %j of its own', (url, base, target) => {
    expect(refusalOf(url, base)).toBe(target);
  });
});

describe('an ordinary path', () => {
  it.each([
    [undefined],
    [''],
    ['/customers'],
    ['/customers/1/invoices?status=open&from=12:00'],
    ['/customers/a@b.example'],
    ['!'],
    ['/x[~]'],
  ])('costs no parsing: %j', (url) => {
    // Parsing this would fail.
    expect(() => refuseForeignOrigin({ url, baseURL: 'no URL' }, 'no URL')).not.toThrow();
  });

  it.each([['/a\\b'], ['/a b'], ['/a\x7F'], ['/ä'], ['//x'], ['x:y'], ['a@b']])('is none: %j', (url) => {
    expect(() => refuseForeignOrigin({ url, baseURL: 'no URL' }, 'no URL')).toThrow('Invalid URL');
  });
});
