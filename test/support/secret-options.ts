import { Agent } from 'node:https';
import { type AlternativePaymentsModuleOptions, MemoryTokenStore } from 'nestjs-alternative-payments';

export const SECRET = 's3cr3t-value-that-must-not-show';
export const GATEWAY = 'key-of-the-gateway';
export const PROXY = 'password-of-the-proxy';
export const SEAL = Buffer.from(SECRET.padEnd(32).slice(0, 32)).toString('hex');

/** Options that hold every kind of secret. */
export function secretOptions(): AlternativePaymentsModuleOptions {
  return {
    environment: 'demo',
    clientId: 'id-1',
    clientSecret: SECRET,
    warmUp: false,
    tokenStore: { store: new MemoryTokenStore(), encryption: { keys: [SEAL] } },
    http: {
      timeout: 4_321,
      headers: { 'X-Gateway-Key': GATEWAY },
      params: { gateway_key: GATEWAY },
      proxy: { host: 'proxy.example', port: 3128, auth: { username: 'me', password: PROXY } },
      httpsAgent: new Agent({ passphrase: PROXY }),
    },
  };
}
