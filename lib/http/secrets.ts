const PROXY_VARIABLES = ['http_proxy', 'https_proxy', 'all_proxy'];

/** Striking out shorter texts would damage every message. */
const SHORTEST = 4;

/** What no error may quote, in every encoding in which it is sent. */
export function secretsOf(token: string | undefined, proxy: unknown): readonly string[] {
  const secrets =
    token === undefined ? [] : [token, encodeURIComponent(token), JSON.stringify(token).slice(1, -1)];
  const { auth } = (proxy ?? {}) as { auth?: { username?: string; password?: string } };
  if (auth?.password) {
    const { username = '', password } = auth;
    const pair = `${username}:${password}`;
    secrets.push(pair, Buffer.from(pair).toString('base64'), password, encodeURIComponent(password));
  }
  for (const name of PROXY_VARIABLES)
    secrets.push(...secretsOfUrl(process.env[name]), ...secretsOfUrl(process.env[name.toUpperCase()]));
  return [...new Set(secrets)].filter(({ length }) => length >= SHORTEST);
}

/** The whole address of a proxy, if it contains a user, and the parts of it that an agent may quote. */
function secretsOfUrl(url = ''): readonly string[] {
  if (!url.includes('@')) return [];
  const user = URL.canParse(url) ? new URL(url) : undefined;
  return user === undefined ? [url] : [url, `${user.username}:${user.password}`, user.password];
}

/** Replaces the secrets in a text. */
export function strike(text: string, secrets: readonly string[]): string {
  return secrets.reduce((struck, secret) => struck.replaceAll(secret, '[redacted]'), text);
}
