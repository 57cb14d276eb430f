/** The API key of the simulator. It checks Basic headers. */
export class ApiKey {
  constructor(
    readonly clientId: string,
    public clientSecret: string,
  ) {}

  /** Whether the header carries this key's id and its present secret. */
  accepts(authorization: string | undefined): boolean {
    const [id, secret] = this.credentials(authorization);
    return id === this.clientId && secret === this.clientSecret;
  }

  /** Whether the header names this key, even with a wrong secret. */
  isNamedBy(authorization: string | undefined): boolean {
    return this.credentials(authorization)[0] === this.clientId;
  }

  private credentials(authorization = ''): string[] {
    const encoded = /^basic ([A-Za-z0-9+/]+={0,2})$/i.exec(authorization)?.[1] ?? '';
    const pair = Buffer.from(encoded, 'base64').toString('utf8');
    const colon = pair.indexOf(':');
    if (colon < 0) return [];

    return [pair.slice(0, colon), pair.slice(colon + 1)];
  }
}
