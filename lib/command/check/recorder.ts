import type { AxiosAdapter, InternalAxiosRequestConfig } from 'axios';
import { parseObject } from '../../token/source/token-response.js';
import type { Exchange, JsonObject } from './answers.js';
import { MOST_REQUESTS } from './questions.js';

/**
 * Stands between the module and the network as its adapter, because only there the answer of the token
 * endpoint and each repetition can be seen. No value of an answer of the API is kept.
 */
export class Recorder {
  readonly exchanges: Exchange[] = [];
  /** The last answer of the token endpoint that was a success, without the token. */
  token: JsonObject | undefined;
  private requests = 0;

  constructor(private readonly send: AxiosAdapter) {}

  /** @throws Error, with nothing sent, for a request beyond the number that is promised */
  readonly adapter: AxiosAdapter = async (config) => {
    const isForToken = config.method?.toLowerCase() === 'post';
    if (!isForToken) this.count(config);
    const answer = await this.send(config);
    if (!isForToken)
      this.exchanges.push({ status: answer.status, headers: Object.keys(answer.headers).map(lowerCase) });
    else if (answer.status === 200) this.token = withoutToken(String(answer.data));
    return answer;
  };

  private count(config: InternalAxiosRequestConfig): void {
    if (config.method?.toLowerCase() !== 'get') throw new Error('Only GET requests are sent.');
    if (this.requests >= MOST_REQUESTS) throw new Error(`Only ${MOST_REQUESTS} requests are sent.`);
    this.requests += 1;
  }
}

/** The type of the token is kept as that of an empty text. */
function withoutToken(text: string): JsonObject | undefined {
  const body = parseObject(text);
  return typeof body?.['access_token'] === 'string' ? { ...body, access_token: '' } : body;
}

function lowerCase(text: string): string {
  return text.toLowerCase();
}
