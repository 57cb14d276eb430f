import type { AxiosAdapter } from 'axios';
import type { AlternativePaymentsModuleOptions, TenantsOptions } from 'nestjs-alternative-payments';

interface TokenAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export const AWAY: TokenAnswer = { status: 503, body: {} };
/** The same with a wish. It spares a test of many tenants thousands of attempts. */
export const AWAY_FOR_LONG: TokenAnswer = { ...AWAY, headers: { 'retry-after': '30' } };
export const REFUSED: TokenAnswer = { status: 401, body: { error: 'invalid_client' } };
export const MISCONFIGURED: TokenAnswer = { status: 400, body: { error: 'invalid_scope' } };
export const WITHOUT_TOKEN: TokenAnswer = { status: 200, body: { token_type: 'bearer' } };

/** A token endpoint that thousands of tenants can use in fake time: it answers at once, without sockets. */
export class TokenEndpoint {
  /** What the key of a tenant is answered with; undefined for a token. */
  answerTo: (tenant: string) => TokenAnswer | undefined = () => undefined;
  private issued = 0;

  constructor(private readonly lifetimeSeconds: number) {}

  /** Options of a registration whose tenants are served here. */
  get options(): AlternativePaymentsModuleOptions & { tenants: TenantsOptions } {
    return {
      baseURL: 'https://api.example.com',
      environment: undefined,
      http: { adapter: this.adapter },
      tenants: { resolve: (tenant) => ({ clientId: tenant, clientSecret: 'secret' }) },
    };
  }

  private readonly adapter: AxiosAdapter = (config) => {
    const isForToken = config.url === '/oauth/token';
    const { status, body, headers } = isForToken ? this.answer(config.headers.get('authorization')) : OK;
    const data = JSON.stringify(body);
    return Promise.resolve({ config, data, status, statusText: '', headers: { ...JSON_ONLY, ...headers } });
  };

  private answer(authorization: unknown): TokenAnswer {
    const [id = ''] = Buffer.from(String(authorization).slice('Basic '.length), 'base64')
      .toString()
      .split(':');
    this.issued += 1;
    const access_token = `token-${this.issued}`;
    const token = { access_token, token_type: 'bearer', expires_in: this.lifetimeSeconds };
    return this.answerTo(decodeURIComponent(id)) ?? { status: 200, body: token };
  }
}

const OK: TokenAnswer = { status: 200, body: { data: [] } };
const JSON_ONLY = { 'content-type': 'application/json' };
