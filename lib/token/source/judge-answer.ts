import { CLIENT_CERTIFICATE_REMEDY, PROXY_REMEDY } from '../../errors/network-remedy.js';
import type { TokenFailure } from './token-failure.js';
import { parseObject } from './token-response.js';

/** An answer from the token endpoint's address that does not report success. */
interface EndpointAnswer {
  readonly status: number;
  readonly body: string;
  /** Returns a header by its name; empty if it is absent. */
  readonly header: (name: string) => string;
  /** Whether it came unencrypted although the address is https, so that the API cannot have written it. */
  readonly isInClear: boolean;
}

type Verdict = Pick<TokenFailure, 'kind' | 'reason' | 'remedy' | 'isWordless'>;

/**
 * What words in the field `error` mean: those of RFC 6749 and its relatives, and those of gateways for
 * passing problems.
 */
const WORDS: Readonly<Record<string, Verdict['kind']>> = {
  invalid_client: 'rejected',
  unauthorized_client: 'rejected',
  temporarily_unavailable: 'transient',
  server_error: 'transient',
  slow_down: 'transient',
  gateway_timeout: 'transient',
  internal_error: 'transient',
  internal_server_error: 'transient',
  rate_limit_exceeded: 'transient',
  rate_limited: 'transient',
  request_timeout: 'transient',
  service_unavailable: 'transient',
  timeout: 'transient',
  too_many_requests: 'transient',
  invalid_scope: 'misconfigured',
  unsupported_grant_type: 'misconfigured',
  invalid_request: 'misconfigured',
  invalid_grant: 'misconfigured',
};

/** A route or a method that the API does not have. */
const NO_SUCH_ROUTE = new Set([404, 405, 410, 415]);

const PAGE_REMEDY =
  'A page is not the answer of the API: something on the way, such as a proxy, a firewall or a gateway, has written it; if this lasts, check the network and the proxy (option "http").';

/**
 * Classifies an answer by its content, and by its status only if the content says nothing. Only an answer
 * that can be the API's own decides about the key or the configuration. Everything else passes like an
 * outage.
 */
export function judgeAnswer(answer: EndpointAnswer): Verdict {
  const { status, header } = answer;
  const reason = `it answered ${status}`;
  const text = answer.body.replace(/^\uFEFF/, '').trim();
  const isPage = text.startsWith('<');
  if (isOfProxy(answer, isPage)) {
    return {
      kind: 'transient',
      reason: `a proxy on the way answered ${status} in place of the API`,
      remedy: PROXY_REMEDY,
    };
  }
  if (status >= 400 && /(?:SSL|client) certificate/i.test(isPage ? text : ''))
    return { kind: 'transient', reason: `${reason} with a page`, remedy: CLIENT_CERTIFICATE_REMEDY };

  if (isPage && status >= 400 && status < 500)
    return { kind: 'transient', reason: `${reason} with a page`, remedy: PAGE_REMEDY };

  const fields = parseObject(text);
  const kind = kindOf(status, text, fields, header('retry-after') !== '');
  const isWordless = isRedirect(status) || !Object.values(fields ?? { text }).some(isText);
  return { kind, reason: reason + detailOf(status, kind, fields), isWordless };
}

/** Quotes only known words. */
function detailOf(
  status: number,
  kind: Verdict['kind'],
  fields: Record<string, unknown> | undefined,
): string {
  if (kind === 'rejected') return '';
  if (meaningOf(fields) !== undefined) return ` (${wordOf(fields)})`;
  if (status === 401 || status === 403) return ', but not in the way in which the API refuses a key';
  return status === 511 ? ': the network asks for a sign-in' : '';
}

function kindOf(
  status: number,
  text: string,
  fields: Record<string, unknown> | undefined,
  asksForPause: boolean,
): Verdict['kind'] {
  const word = wordOf(fields);
  const meaning = meaningOf(fields);
  const isMistake = status >= 400 && status < 500;
  if (isMistake && (meaning === 'rejected' || meaning === 'transient')) return meaning;
  if (asksForPause) return 'transient';
  if (isRedirect(status)) return 'misconfigured';
  if (status === 401 || status === 403) {
    if (word === 'invalid_scope' || word === 'unsupported_grant_type') return 'misconfigured';
    // This is the documented refusal. Its keys are not documented.
    return fields !== undefined && Object.values(fields).every(isString) ? 'rejected' : 'transient';
  }
  if (status === 400 || status === 422) {
    // Besides OAuth's words, the API has errors with a code and a message.
    const isOfApi = meaning !== undefined || (word === undefined && isString(fields?.message));
    return isOfApi ? 'misconfigured' : 'transient';
  }
  if (NO_SUCH_ROUTE.has(status)) {
    // The live service answers with plain text for a route that it does not have.
    const isOfApi =
      [fields?.message, fields?.error, fields?.code].some(isText) || text === '404 page not found';
    return isOfApi ? 'misconfigured' : 'transient';
  }
  return 'transient';
}

/** Whether a proxy has written the answer, instead of passing on the API's. */
function isOfProxy({ status, header, isInClear }: EndpointAnswer, isPage: boolean): boolean {
  if (isInClear || status === 407) return true;
  if (header('proxy-authenticate') !== '' || header('x-squid-error') !== '') return true;
  if (/;\s*error=/.test(header('proxy-status'))) return true;
  return isPage && (header('via') !== '' || /squid|tinyproxy|privoxy|zscaler/i.test(header('server')));
}

function meaningOf(fields: Record<string, unknown> | undefined): Verdict['kind'] | undefined {
  const word = wordOf(fields);
  return word !== undefined && Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
}

function wordOf(fields: Record<string, unknown> | undefined): string | undefined {
  return isText(fields?.error)
    ? fields.error
        .trim()
        .toLowerCase()
        .replace(/[\s-]+/g, '_')
    : undefined;
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isText(value: unknown): value is string {
  return isString(value) && value.trim() !== '';
}
