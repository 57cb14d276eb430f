/** What to do about a proxy that answers in place of the API. */
export const PROXY_REMEDY =
  'Check the proxy: its address, the name and password for it, and whether it lets requests to the API through; it is set by "http.proxy", "http.httpsAgent" or the variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY.';

/** What to do if a client certificate is missing or refused. */
export const CLIENT_CERTIFICATE_REMEDY =
  'The other side asks for a client certificate: give an agent that has one, with "cert" and "key", as "http.httpsAgent", and check that the certificate is valid and known there.';

/** The content of a certificate. */
export interface CertificateFacts {
  /** The period in which it is valid. */
  readonly validity: string;
  /** The hosts that it is valid for. */
  readonly names: string;
}

/** The facts of a network error that its remedy depends on. */
interface NetworkProblem {
  readonly code: string;
  readonly text: string;
  /** The host that the request was sent to. */
  readonly host: string;
  /** The certificate that the other side has shown, if it is known. */
  readonly certificate?: CertificateFacts;
  readonly nowMs: number;
}

const UNKNOWN_AUTHORITY = new Set([
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'INVALID_CA',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Alerts with which the other side refuses the client certificate, or complains that there is none. */
const CLIENT_REFUSED =
  /certificate.required|handshake.failure|alert.(?:no|bad|unknown|unsupported|expired|revoked).certificate|alert.certificate.(?:unknown|expired|revoked)|alert.unknown.ca/i;

/** What to do about a network error that does not pass by itself; undefined for all other errors. */
export function networkRemedy({ code, text, host, certificate, nowMs }: NetworkProblem): string | undefined {
  if (UNKNOWN_AUTHORITY.has(code))
    return `The certificate of ${host} is signed by an authority that Node.js does not know, such as that of a company's proxy: name the file of that authority in NODE_EXTRA_CA_CERTS, start with --use-system-ca (Node.js 22.15 and later), or give an agent with "ca" as "http.httpsAgent".`;

  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    const when = certificate ? `, while it is valid ${certificate.validity}` : '';
    return `The certificate of ${host} is not valid at ${new Date(nowMs).toISOString()}, which is the time of this machine${when}: check the clock of this machine, and otherwise have the certificate of ${host}, or of the proxy in between, renewed.`;
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const names = certificate ? ` (${certificate.names})` : '';
    return `The server at ${host} has the certificate of another host${names}: check "environment" or "baseURL", the name server, and the proxy (option "http").`;
  }
  if (code === 'ERR_PROXY_TUNNEL' || code === 'ERR_PROXY_INVALID_CONFIG') return PROXY_REMEDY;
  if (CLIENT_REFUSED.test(`${code} ${text}`)) return CLIENT_CERTIFICATE_REMEDY;
  if (code.startsWith('HPE_') || /wrong.version.number|packet.length.too.long/i.test(`${code} ${text}`))
    return `The server at ${host} does not speak the protocol of the address: check "baseURL" with its port, and the proxy (option "http").`;

  return undefined;
}
